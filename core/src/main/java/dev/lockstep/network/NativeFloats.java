package dev.lockstep.network;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory outside of Java's heap that grows and is used again and again by one thread. It begins at an address that 64 divides,
 * wherever the allocator put it, so that equal numbers meet equal loops. Freed when nobody knows it any more.
 */
final class NativeFloats {
    /** In floats: a cache line, and the widest vector. */
    static final int ALIGNMENT = 16;

    private static final int BYTES_PER_FLOAT = 4;

    private FloatPointer memory = new FloatPointer();
    private long first;
    private long capacity;

    /** Makes room; what was in it is lost if it had less. Not to be called within a scope, at whose end it would be freed. */
    void require(long floats) {
        if (capacity < floats) {
            memory.close(); // before the new one takes its place
            FloatPointer block = new FloatPointer(floats + ALIGNMENT);
            memory = block;
            first = ALIGNMENT - block.address() / BYTES_PER_FLOAT % ALIGNMENT;
            capacity = floats;
        }
    }

    /** Where a float is. Its position is 0, since libtorch would take any other for bytes. */
    FloatPointer at(long index) {
        return memory.getPointer(first + index);
    }

    /** Copies a part of an array to an index. */
    void put(long index, float[] values, int from, int count) {
        at(index).put(values, from, count);
    }

    /** Makes floats zero. */
    void clear(long index, long count) {
        Pointer.memset(at(index), 0, count * BYTES_PER_FLOAT);
    }

    /** The next index at or after this one that is aligned. */
    static long aligned(long index) {
        return (index + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
