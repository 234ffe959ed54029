package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slices;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class MeanGradientTest {
    @Test
    void everyEntryIsDividedOnceAndTheNormIsThatOfTheTrainablePart() {
        for (int n : new int[] {1, 3, 4, 5, 8_191, 8_193, 300_001}) {
            ParameterLayout layout = ParameterLayout.of(List.of(
                    new Parameter("w", List.of(n), true, true), new Parameter("mean", List.of(2), false, false)));
            float[] gradient = new float[n + 2];
            Arrays.fill(gradient, 6);
            double norm = new MeanGradient(layout, Slices.of(layout, true))
                    .of(new GradientSum(gradient, 1, 3, 3), Step.full(), 0.1)
                    .global();
            assertThat(norm).isCloseTo(2 * Math.sqrt(n), Offset.offset(1e-9));
            for (float mean : gradient) {
                assertThat(mean).isEqualTo(2);
            }
        }
    }
}
