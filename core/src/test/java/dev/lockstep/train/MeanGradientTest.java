package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slices;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
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

    /** Numbers of all sizes, by powers of two, other floats, and doubles that are no floats. */
    @Test
    void theMeanHasTheBitsOfTheQuotient() {
        ParameterLayout layout = ParameterLayout.of(List.of(new Parameter("w", List.of(10_003), true, true)));
        SplittableRandom random = new SplittableRandom(1);
        DoubleStream powers =
                DoubleStream.of(1, 2, 1_024, 0x1p-40, 0x1p-126, 0x1p126, 0x1p127, 0x1p-149, 0x1p-1074, 0x1p1000);
        DoubleStream floats =
                DoubleStream.of(3, 1_000, 0xFFFFFFp0, 0x1.8p-140, Float.MAX_VALUE, (float) 0.1, 0x1.fffffep-126);
        DoubleStream others = DoubleStream.of(0.1, 0x1.000001p10, 0x1p24 + 1, Double.MIN_VALUE * 3, Double.MAX_VALUE);
        DoubleStream drawn = random.doubles(200, 0, 5_000).map(weight -> (float) weight);
        Stream.of(powers, floats, others, drawn).flatMapToDouble(each -> each).forEach(weight -> {
            float[] gradient = new float[10_003];
            for (int i = 0; i < gradient.length; i++) {
                float any = Float.intBitsToFloat(random.nextInt());
                gradient[i] = Float.isNaN(any) ? 0 : any;
            }
            float[] expected = new float[gradient.length];
            for (int i = 0; i < gradient.length; i++) {
                expected[i] = (float) (gradient[i] / weight);
            }
            new MeanGradient(layout, Slices.of(layout, true)).measure(new GradientSum(gradient, 1, weight, 3));
            assertThat(gradient).as("by " + weight).isEqualTo(expected); // bit by bit
        });
    }
}
