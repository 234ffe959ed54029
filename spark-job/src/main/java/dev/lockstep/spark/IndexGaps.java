package dev.lockstep.spark;

import java.nio.ByteBuffer;

/** Ascending indices as the gaps between them, seven bits a byte, the lowest first: one byte for each where few are far apart. */
final class IndexGaps {
    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;

    private IndexGaps() {}

    /** How many bytes {@link #put} writes. */
    static long bytes(int[] indices) {
        long bytes = 0;
        int next = 0;
        for (int index : indices) {
            // The gap with one bit more where it is 0, which takes a byte too.
            bytes += (Integer.SIZE - Integer.numberOfLeadingZeros(index - next | 1) + BITS - 1) / BITS;
            next = index + 1;
        }
        return bytes;
    }

    /** Writes indices, from 0 on, which must ascend. */
    static void put(int[] indices, ByteBuffer to) {
        int next = 0;
        for (int index : indices) {
            int gap = index - next;
            while (gap >= MORE) {
                to.put((byte) (gap | MORE));
                gap >>>= BITS;
            }
            to.put((byte) gap);
            next = index + 1;
        }
    }

    /** Reads what {@link #put} has written. */
    static final class Reader {
        private final byte[] bytes;
        private final int end;
        private int position;
        private int next;

        /**
         * A reader from a position on.
         *
         * @param end one more than the largest index that there may be
         */
        Reader(byte[] bytes, int position, int end) {
            this.bytes = bytes;
            this.position = position;
            this.end = end;
        }

        /**
         * The next index.
         *
         * @throws IllegalArgumentException if there is none, or it is too large
         */
        int next() {
            long gap = 0;
            int shift = 0;
            byte part;
            do {
                if (position >= bytes.length || shift > Integer.SIZE) {
                    throw new IllegalArgumentException(
                            "an index is cut off at byte " + position + " of " + bytes.length);
                }
                part = bytes[position++];
                gap |= (long) (part & (MORE - 1)) << shift;
                shift += BITS;
            } while (part < 0);
            if (gap >= end - next) {
                throw new IllegalArgumentException("index " + (next + gap) + " of " + end + " at byte " + position);
            }
            int index = next + (int) gap;
            next = index + 1;
            return index;
        }
    }
}
