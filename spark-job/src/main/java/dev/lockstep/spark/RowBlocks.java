package dev.lockstep.spark;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * Parsed rows in a few large blocks, in the bytes that Spark has them in: to keep them costs a copy, and to read them again
 * nothing.
 */
final class RowBlocks {
    private static final int BLOCK_BYTES = 4 << 20;

    private RowBlocks() {}

    /** The rows of one partition, one after the other, each with its length before it. */
    static Iterator<byte[]> pack(Iterator<InternalRow> rows) {
        return new Packer(rows);
    }

    /** The rows in the blocks; each is shown by the same object as the one before. */
    static Iterator<InternalRow> rows(Iterator<byte[]> blocks, int columns) {
        return new Reader(blocks, columns);
    }

    private static final class Packer implements Iterator<byte[]> {
        private final Iterator<InternalRow> rows;
        private byte[] block = new byte[BLOCK_BYTES];

        Packer(Iterator<InternalRow> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public byte[] next() {
            int end = 0;
            while (end < BLOCK_BYTES && rows.hasNext()) {
                UnsafeRow row = (UnsafeRow) rows.next(); // what a projection gives, and all that is read here is one
                int length = row.getSizeInBytes();
                int needed = Math.addExact(end, Math.addExact(Integer.BYTES, length));
                if (needed > block.length) {
                    block = Arrays.copyOf(block, needed);
                }
                Platform.putInt(block, Platform.BYTE_ARRAY_OFFSET + end, length);
                row.writeToMemory(block, Platform.BYTE_ARRAY_OFFSET + end + Integer.BYTES);
                end = needed;
            }
            if (end == 0) {
                throw new NoSuchElementException();
            }
            return Arrays.copyOf(block, end);
        }
    }

    private static final class Reader implements Iterator<InternalRow> {
        private final Iterator<byte[]> blocks;
        private final UnsafeRow row;
        private byte[] block = {};
        private int next;

        Reader(Iterator<byte[]> blocks, int columns) {
            this.blocks = blocks;
            this.row = new UnsafeRow(columns);
        }

        @Override
        public boolean hasNext() {
            return next < block.length || blocks.hasNext();
        }

        @Override
        public InternalRow next() {
            if (next == block.length) {
                block = blocks.next();
                next = 0;
            }
            int length = Platform.getInt(block, Platform.BYTE_ARRAY_OFFSET + next);
            next += Integer.BYTES;
            row.pointTo(block, Platform.BYTE_ARRAY_OFFSET + next, length);
            next += length;
            return row;
        }
    }
}
