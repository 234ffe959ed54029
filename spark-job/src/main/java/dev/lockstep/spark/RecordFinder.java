package dev.lockstep.spark;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.util.LineReader;

/**
 * Finds the line of a record by reading its file once more: done for errors only, so that reading itself need not count
 * lines. Lines without a record (blank ones, comments, a header) are told apart as the reader does.
 */
final class RecordFinder {
    private final Configuration hadoop;
    private final Optional<LineRule> rule;
    private final UnaryOperator<String> why;

    /** @param rule empty for formats without lines */
    RecordFinder(Configuration hadoop, Optional<LineRule> rule) {
        this(hadoop, rule, text -> "the record does not fit the columns: " + text);
    }

    /** @param why says what is wrong with the text of a bad record */
    RecordFinder(Configuration hadoop, Optional<LineRule> rule, UnaryOperator<String> why) {
        this.hadoop = hadoop;
        this.rule = rule;
        this.why = why;
    }

    /**
     * How a text file's lines make records.
     *
     * @param header whether the first line that is neither blank nor a comment is the header
     * @param comment what comments start with; empty: there are none
     */
    record LineRule(boolean header, String comment, Charset encoding) {
        boolean blank(String line) {
            String text = line.strip();
            return text.isEmpty() || (!comment.isEmpty() && text.startsWith(comment));
        }
    }

    /**
     * A record found again.
     *
     * @param line from 1
     */
    record Found(long line, String text) {}

    /** What is wrong with a record that the reader could not read. */
    String why(String text) {
        return why.apply(text);
    }

    /** {@code file:line}, or {@code file, row n} where there are no lines, for a record counted from 0 in its file. */
    String where(String path, long record) {
        return find(path, record)
                .map(found -> shortName(path) + ":" + found.line())
                .orElseGet(() -> (path.isEmpty() ? "" : shortName(path) + ", ") + "row " + (record + 1));
    }

    /** The line of a record; empty where the format has none, or the file cannot be read again. */
    Optional<Found> find(String path, long record) {
        if (rule.isEmpty() || path.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = open(new Path(new URI(path)));
                LineReader lines = new LineReader(in, hadoop)) {
            return find(lines, rule.get(), record);
        } catch (IOException | URISyntaxException e) {
            return Optional.empty(); // The error that is being reported matters more than its line.
        }
    }

    private static Optional<Found> find(LineReader lines, LineRule rule, long record) throws IOException {
        Text bytes = new Text();
        boolean header = rule.header();
        long left = record;
        for (long line = 1; lines.readLine(bytes) > 0; line++) {
            String text = new String(bytes.getBytes(), 0, bytes.getLength(), rule.encoding());
            if (line == 1 && text.startsWith("\uFEFF")) {
                text = text.substring(1);
            }
            if (rule.blank(text)) {
                continue;
            }
            if (header) {
                header = false;
            } else if (left-- == 0) {
                return Optional.of(new Found(line, text));
            }
        }
        return Optional.empty();
    }

    private InputStream open(Path path) throws IOException {
        InputStream file = path.getFileSystem(hadoop).open(path);
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
        return codec == null ? file : codec.createInputStream(file);
    }

    /** A path as people write it: without the scheme of this machine's own files, and decoded. */
    static String shortName(String path) {
        if (path.startsWith("file:/")) {
            try {
                return new URI(path).getPath();
            } catch (URISyntaxException e) {
                return path;
            }
        }
        return path;
    }
}
