package dev.lockstep.spark;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * An IDX file of unsigned bytes, MNIST's format: two zero bytes, the type 8, the number of dimensions, each dimension as a big-endian
 * int, then the bytes.
 *
 * @param rows the first dimension
 * @param shape the other dimensions
 * @param rowBytes their product
 * @param compressed whether a codec must unpack it, so that it can be read from the start only
 * @see <a href="https://yann.lecun.org/exdb/mnist/">LeCun, Cortes and Burges, the MNIST database</a>
 */
record IdxFile(String path, int rows, List<Integer> shape, int rowBytes, boolean compressed) implements Serializable {
    private static final int UNSIGNED_BYTE = 8;

    /** Reads the header, and checks the length where it can be known without unpacking. */
    static IdxFile open(Configuration hadoop, FileStatus file) {
        Path path = file.getPath();
        boolean compressed = new CompressionCodecFactory(hadoop).getCodec(path) != null;
        try (DataInputStream in = new DataInputStream(unpacked(hadoop, path))) {
            int magic = in.readInt();
            int dimensions = magic & 0xFF;
            if (magic >>> 8 != UNSIGNED_BYTE || dimensions < 1) {
                throw new DataException(name(path) + " is not an IDX file of bytes: its first four bytes are 0x"
                        + String.format("%08X", magic) + ", not 0x000008nn; images have 0x00000803, labels 0x00000801");
            }
            int rows = in.readInt();
            long rowBytes = 1;
            List<Integer> shape = new ArrayList<>();
            for (int i = 1; i < dimensions; i++) {
                int dimension = in.readInt();
                rowBytes = Math.multiplyExact(rowBytes, (long) dimension);
                shape.add(dimension);
            }
            if (rows < 0 || rowBytes < 1 || rowBytes > Integer.MAX_VALUE - 8) {
                throw new DataException(name(path) + " claims " + rows + " rows of " + rowBytes
                        + " bytes, which cannot be: it is damaged; copy it again");
            }
            IdxFile header = new IdxFile(path.toString(), rows, List.copyOf(shape), (int) rowBytes, compressed);
            long expected = header.offset(rows);
            if (!compressed && file.getLen() != expected) {
                throw new DataException(wrongLength(path, rows, expected, Long.toString(file.getLen())));
            }
            return header;
        } catch (EOFException e) {
            throw new DataException(name(path) + " ends within its header: it is cut short; copy it again", e);
        } catch (IOException | ArithmeticException e) {
            throw new DataException(
                    ReadFaults.explain(name(path), e)
                            .orElseGet(() -> name(path) + " cannot be read: " + ReadFaults.oneLine(e)),
                    e);
        }
    }

    static String wrongLength(Path path, int rows, long expected, String actual) {
        return name(path) + " claims " + rows + " rows, which is " + expected + " bytes, but has " + actual
                + ": it is damaged; copy it again";
    }

    /** How many, at least 1. */
    int dimensions() {
        return shape.size() + 1;
    }

    /** Where a row starts in the unpacked file. */
    long offset(long row) {
        return 4L + 4L * dimensions() + row * rowBytes;
    }

    /** The unpacked bytes from a row on. */
    InputStream from(Configuration hadoop, long row) throws IOException {
        Path file = new Path(path);
        if (!compressed) {
            var in = file.getFileSystem(hadoop).open(file);
            in.seek(offset(row));
            return in;
        }
        InputStream in = unpacked(hadoop, file);
        in.skipNBytes(offset(row));
        return in;
    }

    String name() {
        return name(new Path(path));
    }

    private static String name(Path path) {
        return RecordFinder.shortName(path.toString());
    }

    private static InputStream unpacked(Configuration hadoop, Path path) throws IOException {
        InputStream file = path.getFileSystem(hadoop).open(path);
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
        return codec == null ? file : codec.createInputStream(file);
    }
}
