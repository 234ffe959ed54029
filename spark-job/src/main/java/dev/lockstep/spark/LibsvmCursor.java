package dev.lockstep.spark;

import dev.lockstep.data.RawRow;
import java.util.Optional;

/** Lines of text as LIBSVM records; blank lines and comments are none. */
final class LibsvmCursor implements RawCursor {
    private final RawCursor lines;
    private final LibsvmRow row;

    private Optional<String> fault = Optional.empty();
    private long position = -1;

    /**
     * Over lines of text.
     *
     * @param label which column of the schema is the label, the other one being the features; −1: none
     * @param width how many features there are, −1 where nobody said
     */
    LibsvmCursor(RawCursor lines, int label, int width) {
        this.lines = lines;
        this.row = new LibsvmRow(label, width);
    }

    @Override
    public boolean next() {
        while (lines.next()) {
            if (lines.position() == 0) {
                position = -1;
            }
            String line = lines.row().text(0);
            if (!isBlank(line)) {
                position++;
                fault = row.parse(line);
                return true;
            }
        }
        return false;
    }

    @Override
    public RawRow row() {
        return row;
    }

    @Override
    public Optional<String> fault() {
        return fault;
    }

    @Override
    public String path() {
        return lines.path();
    }

    @Override
    public long block() {
        return lines.block();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public String text() {
        return lines.row().text(0);
    }

    @Override
    public boolean matches(int condition) {
        throw new UnsupportedOperationException("libsvm has no conditions");
    }

    private static boolean isBlank(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c > ' ') {
                return c == '#';
            }
        }
        return true;
    }
}
