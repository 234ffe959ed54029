package dev.lockstep.numeric;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;

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
        return reduce(parts.size(), parts::get, merge);
    }

    /**
     * Merges parts that are made one after another, in order, each when it is needed: log₂ of their number, plus one, exist
     * at a time.
     *
     * @param number of parts, at least 1
     */
    public static <T> T reduce(int number, IntFunction<T> part, BiConsumer<T, T> merge) {
        Checks.atLeast("number of parts", number, 1);
        return reduce(0, number, part, merge);
    }

    private static <T> T reduce(int from, int to, IntFunction<T> part, BiConsumer<T, T> merge) {
        if (to - from == 1) {
            return part.apply(from);
        }
        int left = Integer.highestOneBit(to - from - 1);
        T sum = reduce(from, from + left, part, merge);
        merge.accept(sum, reduce(from + left, to, part, merge));
        return sum;
    }

    /**
     * Merges parts as far as they are halves of one node, and returns the fewest parts of the same leaves, in order. Whoever joins
     * which parts first, the last sum has the bits of {@link #reduce} over all leaves.
     *
     * @param leaves of the whole tree
     * @param parts each of a node of the tree, none twice
     * @param merge does all merges that it gets, each number in their order
     */
    public static <T> List<TreePart<T>> join(int leaves, List<TreePart<T>> parts, Consumer<List<TreeMerge<T>>> merge) {
        NavigableMap<Integer, TreePart<T>> byFrom = new TreeMap<>();
        parts.forEach(part -> byFrom.put(part.from(), part));
        List<TreeMerge<T>> merges = new ArrayList<>();
        List<TreePart<T>> joined = join(0, leaves, byFrom, merges);
        int given = parts.stream().mapToInt(TreePart::leaves).sum();
        Checks.require(
                given == joined.stream().mapToInt(TreePart::leaves).sum(),
                "parts",
                "nodes of the tree over " + leaves + " leaves, each once",
                parts.stream()
                        .map(part -> "[" + part.from() + ", " + part.to() + ")")
                        .toList());
        merge.accept(merges);
        return joined;
    }

    private static <T> List<TreePart<T>> join(
            int from, int to, NavigableMap<Integer, TreePart<T>> parts, List<TreeMerge<T>> merges) {
        List<TreePart<T>> inside = List.copyOf(parts.subMap(from, to).values());
        if (to - from == 1 || inside.isEmpty() || inside.get(0).covers(from, to)) {
            return inside.stream().filter(part -> part.to() <= to).limit(1).toList();
        }
        int middle = from + Integer.highestOneBit(to - from - 1);
        List<TreePart<T>> left = join(from, middle, parts, merges);
        List<TreePart<T>> right = join(middle, to, parts, merges);
        if (left.size() == 1
                && right.size() == 1
                && left.get(0).covers(from, middle)
                && right.get(0).covers(middle, to)) {
            T sum = left.get(0).sum();
            merges.add(new TreeMerge<>(sum, right.get(0).sum()));
            return List.of(new TreePart<>(from, to, sum));
        }
        List<TreePart<T>> both = new ArrayList<>(left);
        both.addAll(right);
        return both;
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
