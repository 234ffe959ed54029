package dev.lockstep.checkpoint;

import java.util.List;

/**
 * What the header of a safetensors file says about one tensor.
 *
 * @param begin of its bytes within the data after the header
 * @param end exclusive
 */
record TensorEntry(String name, DataType type, List<Long> shape, long begin, long end) {
    TensorEntry {
        shape = List.copyOf(shape);
    }

    /** The number of values, where each is a float. */
    long values() {
        return (end - begin) / Float.BYTES;
    }
}
