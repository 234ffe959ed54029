package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The golden values were computed by a second implementation, in Python. */
final class PermutationTest {
    @Test
    void everySizeUpTo300IsABijection() {
        for (int n = 1; n <= 300; n++) {
            Permutation permutation = new Permutation(n, n * 31L);
            assertThat(LongStream.range(0, n).map(permutation::place).sorted().toArray())
                    .isEqualTo(LongStream.range(0, n).toArray());
        }
    }

    @Test
    void placesOfAHugePermutationAreDistinctAndInRange() {
        long size = 1_000_000_000_000L;
        Permutation permutation = new Permutation(size, 42);
        Set<Long> places = new HashSet<>();
        for (long i = 0; i < 50_000; i++) {
            long place = permutation.place(i * 19_999_999);
            assertThat(place).isBetween(0L, size - 1);
            places.add(place);
        }
        assertThat(places).hasSize(50_000);
    }

    @Test
    void placesStayTheSameForEver() {
        assertThat(LongStream.range(0, 10).map(new Permutation(10, 7)::place))
                .containsExactly(1L, 7L, 9L, 6L, 0L, 5L, 4L, 8L, 2L, 3L);
        Permutation large = new Permutation(1_000_000_000_000L, 42);
        assertThat(LongStream.of(0, 1, 2, 999_999_999_999L).map(large::place))
                .containsExactly(520507707695L, 639976653889L, 533915336485L, 196876495825L);
        Permutation largest = new Permutation(1L << 62, 42);
        assertThat(LongStream.of(0, 1, (1L << 62) - 1).map(largest::place))
                .containsExactly(2864516743977444064L, 1461107566921646376L, 805798870195124930L);
    }

    @Test
    void seedsGiveDifferentOrders() {
        Permutation one = new Permutation(1000, 1);
        Permutation two = new Permutation(1000, 2);
        assertThat(LongStream.range(0, 1000)
                        .filter(i -> one.place(i) == two.place(i))
                        .count())
                .isLessThan(20);
    }

    @Test
    void neighboursAreScattered() {
        Permutation permutation = new Permutation(1 << 16, 5);
        double near = LongStream.range(0, 60_000)
                .filter(i -> Math.abs(permutation.place(i) - permutation.place(i + 1)) < 655)
                .count();
        assertThat(near / 60_000).isBetween(0.015, 0.025); // 2 % of random pairs are that near
    }

    @Test
    void rejectsIndicesOutOfRange() {
        Permutation permutation = new Permutation(5, 1);
        assertThatThrownBy(() -> permutation.place(5))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("5 of 5");
        assertThatThrownBy(() -> permutation.place(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void rejectsSizesThatItCannotCompute() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Permutation(0, 1))
                .withMessageContaining("size");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Permutation((1L << 62) + 1, 1))
                .withMessageContaining("size");
    }

    @Test
    void shuffledIsAPermutation() {
        for (int n = 0; n <= 100; n++) {
            int[] order = Permutation.shuffled(n, n);
            Arrays.sort(order);
            assertThat(order).isEqualTo(IntStream.range(0, n).toArray());
        }
    }

    @Test
    void shuffledStaysTheSameForEver() {
        assertThat(Permutation.shuffled(10, 7)).containsExactly(1, 8, 7, 6, 9, 0, 2, 4, 5, 3);
        assertThat(Permutation.shuffled(5, 42)).containsExactly(4, 3, 1, 0, 2);
    }

    @Test
    void shuffledOrdersAreEquallyLikely() {
        int[] counts = new int[27];
        for (int seed = 0; seed < 12_000; seed++) {
            int[] order = Permutation.shuffled(3, Seeds.derive(seed));
            counts[order[0] * 9 + order[1] * 3 + order[2]]++;
        }
        assertThat(Arrays.stream(counts).filter(count -> count > 0))
                .hasSize(6)
                .allMatch(count -> Math.abs(count - 2000) < 200);
    }
}
