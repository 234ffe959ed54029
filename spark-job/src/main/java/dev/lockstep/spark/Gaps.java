package dev.lockstep.spark;

import java.nio.ByteBuffer;

/** Numbers from 0 on, most of them small, as LEB128: seven bits a byte, the lower ones first, the highest bit set in all but the last. */
final class Gaps {
    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;

    private Gaps() {}

    /** How many bytes {@link #write} writes. */
    static int size(int gap) {
        return gap == 0 ? 1 : (Integer.SIZE - Integer.numberOfLeadingZeros(gap) + BITS - 1) / BITS;
    }

    static void write(ByteBuffer bytes, int gap) {
        int left = gap;
        while (left >>> BITS != 0) {
            bytes.put((byte) (left | MORE));
            left >>>= BITS;
        }
        bytes.put((byte) left);
    }

    /**
     * The next number, which may be larger than any that was written.
     *
     * @throws MessageException if it has too many bytes
     * @throws java.nio.BufferUnderflowException if it is cut off
     */
    static long read(ByteBuffer bytes) {
        long gap = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += BITS) {
            byte next = bytes.get();
            gap |= (next & (MORE - 1L)) << shift;
            if ((next & MORE) == 0) {
                return gap;
            }
        }
        throw new MessageException("a gap between indices has more than 35 bits");
    }
}
