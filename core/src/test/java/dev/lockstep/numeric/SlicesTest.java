package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

final class SlicesTest {
    private static ParameterLayout layout(int... sizes) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            parameters.add(new Parameter("p" + i, List.of(sizes[i]), i % 2 == 0, true));
        }
        return ParameterLayout.of(parameters);
    }

    @Test
    void slotsOfTrainableTensorsLieWithoutGaps() {
        Slices slices = Slices.of(layout(10, 5, 20_000, 7, 1), true);
        assertThat(slices.slices())
                .containsExactly(
                        new Slice(0, 10, 0, 0),
                        new Slice(15, 15 + 8192, 10, 2),
                        new Slice(15 + 8192, 15 + 16384, 10 + 8192, 2),
                        new Slice(15 + 16384, 20_015, 10 + 16384, 2),
                        new Slice(20_022, 20_023, 20_010, 4));
        assertThat(slices.size()).isEqualTo(20_011);
        assertThat(slices.slices().get(1).shift()).isEqualTo(5);
        assertThat(slices.slices().get(1).length()).isEqualTo(8192);
    }

    @Test
    void theOtherTensorsAreTheRest() {
        assertThat(Slices.of(layout(10, 5, 20_000, 7, 1), false).slices())
                .containsExactly(new Slice(10, 15, 0, 1), new Slice(20_015, 20_022, 5, 3));
    }

    @Test
    void noSliceHasWeightsOfTwoTensors() {
        ParameterLayout layout = ParameterLayout.of(
                List.of(new Parameter("w", List.of(6), true, true), new Parameter("b", List.of(2), true, false)));
        assertThat(Slices.of(layout, true).slices()).containsExactly(new Slice(0, 6, 0, 0), new Slice(6, 8, 6, 1));
        assertThat(Slices.of(layout, false).slices()).isEmpty();
        assertThat(Slices.of(ParameterLayout.of(List.of()), true).size()).isZero();
    }

    @Test
    void everyWeightIsVisitedOnceAlsoInParallel() {
        int n = 300_001;
        AtomicIntegerArray visits = new AtomicIntegerArray(n);
        Slices.of(ParameterLayout.vector(n), true).forEach(slice -> {
            for (int i = slice.from(); i < slice.to(); i++) {
                visits.incrementAndGet(i);
            }
        });
        for (int i = 0; i < n; i++) {
            assertThat(visits.get(i)).isEqualTo(1);
        }
    }

    @Test
    void sumsAddUpInTheOrderOfSlices() {
        for (int n : new int[] {0, 9_000, 300_001}) {
            Slices slices = Slices.of(ParameterLayout.vector(n), true);
            double expected = 0;
            for (Slice slice : slices.slices()) {
                expected += 1.0 / (slice.from() + 3);
            }
            assertThat(slices.sum(slice -> 1.0 / (slice.from() + 3))).isEqualTo(expected);
        }
    }

    @Test
    void whatIsMadeOfSlicesIsInTheirOrder() {
        Slices slices = Slices.of(ParameterLayout.vector(300_001), true);
        assertThat(slices.map(slice -> slice)).isEqualTo(slices.slices());
    }
}
