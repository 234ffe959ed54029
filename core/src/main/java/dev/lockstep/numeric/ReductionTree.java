package dev.lockstep.numeric;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * The fixed binary tree along which the sums of shards are merged, whoever computed them and whenever they arrived.
 *
 * <p>At level l = 0, 1, … the node of the shards from i·2ˡ⁺¹ takes in its right neighbour, the node from i·2ˡ⁺¹ + 2ˡ,
 * if there is one. A range of shards that starts at a multiple of its length, a power of two, is therefore a whole
 * sub-tree: it can be merged where it was computed, and the bits are the same.
 */
public final class ReductionTree {
    private ReductionTree() {}

    /**
     * Merges all parts into the first, in place, and returns it.
     *
     * @param parts the sums of consecutive, equally long ranges of shards, in order; at least one
     * @param merge adds its second argument to its first
     */
    public static <T> T reduce(List<T> parts, BiConsumer<T, T> merge) {
        Checks.atLeast("number of parts", parts.size(), 1);
        for (int stride = 1; stride < parts.size(); stride *= 2) {
            for (int i = 0; i + stride < parts.size(); i += 2 * stride) {
                merge.accept(parts.get(i), parts.get(i + stride));
            }
        }
        return parts.get(0);
    }

    /**
     * How many consecutive shards make one task, so that no more tasks than slots are needed and each is a whole sub-tree:
     * the smallest power of two of which {@code slots} ranges hold all shards.
     */
    public static int rangeLength(int shards, int slots) {
        Checks.atLeast("shards", shards, 1);
        Checks.atLeast("slots", slots, 1);
        int length = 1;
        while ((long) length * slots < shards) {
            length *= 2;
        }
        return length;
    }
}
