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

    @Test
    void theMeanHasTheBitsOfTheQuotient() {
        ParameterLayout layout = ParameterLayout.of(List.of(new Parameter("w", List.of(1_003), true, true)));
        for (double weight : new double[] {1, 2, 1_024, 0x1p-40, 0x1p-1074, 0x1p1000, 3, 1_000, 0.1, 0x1.000001p10}) {
            float[] gradient = new float[1_003];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = (float) Math.sin(i) * Math.scalb(1f, i % 140 - 139);
            }
            float[] sums = gradient.clone();
            new MeanGradient(layout, Slices.of(layout, true)).measure(new GradientSum(gradient, 1, weight, 3));
            for (int i = 0; i < gradient.length; i++) {
                assertThat(gradient[i]).isEqualTo((float) (sums[i] / weight));
            }
        }
    }
}
