package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
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
        return ReductionTree.reduce(
                        parts, (a, b) -> a.insert(0, '(').append(' ').append(b).append(')'))
                .toString();
    }
}
