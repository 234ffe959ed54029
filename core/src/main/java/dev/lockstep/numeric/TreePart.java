package dev.lockstep.numeric;

/**
 * What was summed over the leaves of one node of the {@link ReductionTree}.
 *
 * @param from the first leaf
 * @param to one past the last leaf
 */
public record TreePart<T>(int from, int to, T sum) {
    /** The number of leaves. */
    int leaves() {
        return to - from;
    }

    boolean covers(int otherFrom, int otherTo) {
        return from == otherFrom && to == otherTo;
    }
}
