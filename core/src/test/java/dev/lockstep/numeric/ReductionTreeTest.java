package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReductionTreeTest {
    @Test
    void mergesNeighboursLevelByLevel() {
        assertThat(tree(leaves(1))).isEqualTo("0");
        assertThat(tree(leaves(2))).isEqualTo("(0 1)");
        assertThat(tree(leaves(5))).isEqualTo("(((0 1) (2 3)) 4)");
        assertThat(tree(leaves(7))).isEqualTo("(((0 1) (2 3)) ((4 5) 6))");
    }

    @Test
    void alignedRangesMergedBeforehandGiveTheSameTree() {
        for (int shards = 1; shards <= 70; shards++) {
            for (int length = 1; length <= 128; length *= 2) {
                List<StringBuilder> ranges = new ArrayList<>();
                for (int from = 0; from < shards; from += length) {
                    ranges.add(new StringBuilder(tree(leaves(shards).subList(from, Math.min(shards, from + length)))));
                }
                assertThat(tree(ranges)).isEqualTo(tree(leaves(shards)));
            }
        }
    }

    @Test
    void rangesOfEveryLengthFitTheirSlots() {
        for (int shards = 1; shards <= 70; shards++) {
            for (int slots = 1; slots <= 20; slots++) {
                int length = ReductionTree.rangeLength(shards, slots);
                assertThat(Integer.bitCount(length)).isEqualTo(1);
                assertThat(length * slots).isGreaterThanOrEqualTo(shards);
                assertThat(length == 1 || length / 2 * slots < shards).isTrue();
            }
        }
    }

    /** Whoever merges what first: in twos, in the order of a shuffled list, and the rest at the end. */
    @Test
    void partsJoinedInAnyOrderGiveTheSameTree() {
        for (int shards = 1; shards <= 70; shards++) {
            List<TreePart<StringBuilder>> parts = List.of();
            for (int leaf : shuffled(shards)) {
                List<TreePart<StringBuilder>> more = new ArrayList<>(parts);
                more.add(new TreePart<>(leaf, leaf + 1, new StringBuilder().append(leaf)));
                parts = join(shards, more);
            }
            assertThat(parts).hasSize(1);
            assertThat(parts.get(0).sum().toString()).isEqualTo(tree(leaves(shards)));
        }
    }

    @Test
    void joinsNoMoreThanHalvesOfOneNode() {
        assertThat(join(5, List.of(part(1, 2), part(2, 3), part(4, 5))))
                .extracting(TreePart::from)
                .containsExactly(1, 2, 4);
        assertThat(join(5, List.of(part(2, 4), part(4, 5), part(0, 2)))).hasSize(1);
    }

    @Test
    void rejectsPartsThatAreNoNodesOfTheTree() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> join(4, List.of(part(1, 3))))
                .withMessageContaining("[1, 3)");
        assertThatIllegalArgumentException().isThrownBy(() -> join(4, List.of(part(0, 2), part(1, 2))));
        assertThatIllegalArgumentException().isThrownBy(() -> join(4, List.of(part(0, 1), part(0, 1))));
        assertThatIllegalArgumentException().isThrownBy(() -> join(4, List.of(part(4, 5))));
    }

    private static TreePart<StringBuilder> part(int from, int to) {
        return new TreePart<>(from, to, new StringBuilder("x"));
    }

    private static List<TreePart<StringBuilder>> join(int leaves, List<TreePart<StringBuilder>> parts) {
        return ReductionTree.join(leaves, parts, merges -> merges.forEach(merge -> merge(merge.sum(), merge.other())));
    }

    private static List<Integer> shuffled(int size) {
        List<Integer> numbers = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(numbers, new Random(size));
        return numbers;
    }

    @Test
    void rejectsNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> ReductionTree.reduce(List.of(), (a, b) -> {}));
        assertThatIllegalArgumentException().isThrownBy(() -> ReductionTree.rangeLength(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ReductionTree.rangeLength(1, 0));
    }

    private static List<StringBuilder> leaves(int n) {
        List<StringBuilder> leaves = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            leaves.add(new StringBuilder().append(i));
        }
        return leaves;
    }

    private static String tree(List<StringBuilder> parts) {
        return ReductionTree.reduce(parts, ReductionTreeTest::merge).toString();
    }

    private static void merge(StringBuilder sum, StringBuilder other) {
        sum.insert(0, '(').append(' ').append(other).append(')');
    }
}
