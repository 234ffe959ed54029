package dev.lockstep.spark;

import dev.lockstep.data.RawRow;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/** Images and their labels, one row of both at a time. */
final class IdxCursor implements RawCursor, RawRow {
    private final Iterator<IdxSlice> slices;
    private final Configuration hadoop;
    private final int labelColumn;

    private @Nullable IdxSlice slice;
    private @Nullable InputStream images;
    private @Nullable InputStream labels;
    private byte[] image = new byte[0];
    private int label;
    private int row;

    /** @param labelColumn which column of the schema is the label, the other one being the image; −1: none */
    IdxCursor(Iterator<IdxSlice> slices, Configuration hadoop, int labelColumn) {
        this.slices = slices;
        this.hadoop = hadoop;
        this.labelColumn = labelColumn;
        TaskContext context = TaskContext.get();
        if (context != null) {
            context.addTaskCompletionListener((TaskCompletionListener) ended -> close());
        }
    }

    @Override
    public boolean next() {
        try {
            while (slice == null || ++row >= slice.to()) {
                finish();
                if (!slices.hasNext()) {
                    return false;
                }
                open(slices.next());
            }
            readImage(current(), current().images());
            readLabel(current());
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open(IdxSlice next) throws IOException {
        slice = next;
        row = next.from() - 1;
        images = next.images().from(hadoop, next.from());
        if (!next.labels().isEmpty()) {
            labels = next.labels().get(0).from(hadoop, next.from());
        }
    }

    private void readImage(IdxSlice from, IdxFile file) throws IOException {
        int read;
        try {
            read = images == null ? 0 : readImage(images, file.rowBytes());
        } catch (EOFException e) {
            read = 0; // A codec that runs dry says so.
        }
        if (read < file.rowBytes()) {
            throw cutShort(from, file);
        }
    }

    private int readImage(InputStream in, int bytes) throws IOException {
        if (image.length != bytes) {
            image = in.readNBytes(
                    bytes); // which takes memory as bytes come: the header of a packed file may claim anything
            return image.length;
        }
        return in.readNBytes(image, 0, bytes);
    }

    private void readLabel(IdxSlice from) throws IOException {
        if (labels != null) {
            try {
                label = labels.read();
            } catch (EOFException e) {
                label = -1;
            }
            if (label < 0) {
                throw cutShort(from, from.labels().get(0));
            }
        }
    }

    private CutShortException cutShort(IdxSlice from, IdxFile file) {
        return new CutShortException(IdxFile.wrongLength(
                new Path(file.path()),
                from.images().rows(),
                file.offset(file.rows()),
                "fewer: they end in row " + (row + 1)));
    }

    /** Checks that nothing follows the last row. */
    private void finish() throws IOException {
        if (slice != null && slice.to() == slice.images().rows()) {
            if (images != null && images.read() >= 0) {
                throw tooLong(slice.images());
            }
            if (labels != null && labels.read() >= 0) {
                throw tooLong(slice.labels().get(0));
            }
        }
        close();
        slice = null;
    }

    private static DataException tooLong(IdxFile file) {
        return new DataException(
                IdxFile.wrongLength(new Path(file.path()), file.rows(), file.offset(file.rows()), "more"));
    }

    private void close() {
        try {
            if (images != null) {
                images.close();
            }
            if (labels != null) {
                labels.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            images = null;
            labels = null;
        }
    }

    private IdxSlice current() {
        if (slice == null) {
            throw new IllegalStateException("next() comes first");
        }
        return slice;
    }

    @Override
    public RawRow row() {
        return this;
    }

    @Override
    public Optional<String> fault() {
        return Optional.empty();
    }

    @Override
    public String path() {
        return current().images().path();
    }

    @Override
    public long block() {
        return current().from();
    }

    @Override
    public long position() {
        return row - (long) current().from();
    }

    @Override
    public String text() {
        return "";
    }

    @Override
    public boolean matches(int condition) {
        throw new UnsupportedOperationException("idx has no conditions");
    }

    @Override
    public boolean isMissing(int column) {
        return false;
    }

    @Override
    public double number(int column) {
        if (column != labelColumn) {
            throw new IllegalArgumentException("column " + column + " is no number");
        }
        return label;
    }

    @Override
    public byte[] bytes(int column) {
        return image;
    }

    @Override
    public String text(int column) {
        throw new UnsupportedOperationException("idx has no text");
    }

    @Override
    public int vectorSize(int column) {
        throw new UnsupportedOperationException("idx has no vectors");
    }

    @Override
    public int vectorWidth(int column) {
        throw new UnsupportedOperationException("idx has no vectors");
    }

    @Override
    public int vectorIndex(int column, int i) {
        throw new UnsupportedOperationException("idx has no vectors");
    }

    @Override
    public double vectorValue(int column, int i) {
        throw new UnsupportedOperationException("idx has no vectors");
    }
}
