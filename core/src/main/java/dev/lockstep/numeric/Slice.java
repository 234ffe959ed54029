package dev.lockstep.numeric;

/**
 * A range of the flat weights, small enough for a processor's cache: the unit of work on them.
 *
 * <p>Arrays that only hold values for some of the tensors, one after another without gaps, have the value of weight
 * {@code i} at {@code i − shift()}.
 *
 * @param from the first index
 * @param to one past the last index
 * @param slot the index of the first weight's value in such an array
 * @param tensor the number of the tensor in its layout, which the slice does not reach beyond
 */
public record Slice(int from, int to, int slot, int tensor) {
    public int length() {
        return to - from;
    }

    /** What to subtract from the index of a weight to get that of its slot. */
    public int shift() {
        return from - slot;
    }
}
