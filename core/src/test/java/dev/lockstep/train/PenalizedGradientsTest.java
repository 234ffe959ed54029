package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.model.Evaluation;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Penalty;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Seeds;
import dev.lockstep.optim.Sgd;
import dev.lockstep.schedule.Constant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class PenalizedGradientsTest {
    private static final float STEP = 0x1p-7f;
    private static final Penalty BOTH = new Penalty(0.125, 0.5);

    /** A weight, its bias, and a buffer that somebody says is decayed. */
    private static final ParameterLayout LAYOUT = ParameterLayout.of(List.of(
            new Parameter("weight", List.of(2), true, true),
            new Parameter("bias", List.of(1), true, false),
            new Parameter("mean", List.of(1), false, true)));

    @Test
    void onlyDecayedTensorsAreTrainedToBeSmall() {
        FakeSource rows = new FakeSource(1, (theta, step) -> new GradientSum(new float[] {1, 2, 3, 4}, 10, 4, 7));
        GradientSum sum = new PenalizedGradients(rows, BOTH, LAYOUT).gradient(new float[] {2, -1, 5, 9}, Step.of(3, 5));
        // Four times 0.125 sign(θ) + 2 · 0.5 θ, and four times 0.125 · 3 + 0.5 · 5.
        assertThat(sum.gradient()).containsExactly(1 + 8.5f, 2 - 4.5f, 3, 4);
        assertThat(sum.loss()).isEqualTo(10 + 4 * 2.875);
        assertThat(sum.weight()).isEqualTo(4);
        assertThat(sum.rows()).isEqualTo(7);
        assertThat(rows.asked).containsExactly(Step.of(3, 5));
    }

    @Test
    void gradientIsThatOfTheLossWithThePenalty() {
        TinyData data = new TinyData(new Sharding(9, 2, 2, 7));
        TinyModel model = new TinyModel(TinyData.WIDTH, false);
        try (GradientSource source =
                new PenalizedGradients(new LocalGradients(data.task(model), data, 1), BOTH, model.parameters())) {
            float[] theta = {0.5f, -0.25f, 0, 0};
            float[] gradient = source.gradient(theta, Step.full()).gradient();
            for (int i = 0; i < TinyData.WIDTH; i++) {
                double difference = (lossAt(source, theta, i, STEP) - lossAt(source, theta, i, -STEP)) / (2 * STEP);
                // Rows reach 8, so that the scores of one float digit less are what limits the differences.
                assertThat((double) gradient[i]).isCloseTo(difference, within(1e-3 * Math.abs(difference)));
            }
        }
    }

    private static double lossAt(GradientSource source, float[] theta, int i, float moved) {
        float[] there = theta.clone();
        there[i] += moved;
        return source.gradient(there, Step.full()).loss();
    }

    @Test
    void manySlicesAreAddedUpInTheirOrder() {
        int n = 300_000; // enough for threads
        float[] theta = new float[n];
        RandomGenerator random = Seeds.generator(5);
        double expected = 0;
        for (int i = 0; i < n; i++) {
            theta[i] = random.nextFloat() - 0.5f;
            expected += BOTH.value(theta[i]);
        }
        GradientSource source = new PenalizedGradients(
                new FakeSource(1, (at, step) -> new GradientSum(new float[n], 0, 1, 1)),
                BOTH,
                ParameterLayout.vector(n));
        double loss = source.gradient(theta, Step.full()).loss();
        assertThat(loss).isCloseTo(expected, within(1e-9 * expected));
        for (int time = 0; time < 5; time++) {
            assertThat(source.gradient(theta, Step.full()).loss()).isEqualTo(loss);
        }
    }

    @Test
    void trainingReportsThePenaltyAndValidationDoesNot() {
        TinyModel model = new TinyModel(1, false); // one weight from 5, and a buffer
        List<EpochReport> reports = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void evaluated(EpochReport report) {
                reports.add(report);
            }
        };
        FakeSource rows =
                new FakeSource(1, 1, (theta, step) -> new GradientSum(new float[] {0, 0}, 3, 1, 1), theta -> theta[0]);
        GradientSource source = new PenalizedGradients(rows, new Penalty(0, 0.25), model.parameters());
        TrainerSettings settings = new TrainerSettings(1, 1, 5, 1, Monitor.TRAINING_LOSS, Optional.empty());
        TrainingResult result =
                new Trainer(model, Sgd.DEFAULT, new Constant(0.5), settings, List.of(listener)).fit(source);
        assertThat(reports.get(0).loss()).isEqualTo(3 + 0.25 * 25);
        assertThat(result.lastWeights()[0]).isEqualTo(5 - 0.5f * 0.5f * 5);
        assertThat(reports.get(0).validation().orElseThrow().loss()).isEqualTo(3.75);
    }

    @Test
    void rowsThatWeighNothingStayWithoutAPenalty() {
        FakeSource rows = new FakeSource(1, (theta, step) -> new GradientSum(4));
        GradientSum sum = new PenalizedGradients(rows, BOTH, LAYOUT).gradient(new float[] {2, 1, 1, 1}, Step.full());
        assertThat(sum.gradient()).containsOnly(0);
        assertThat(sum.loss()).isZero();
    }

    @Test
    void allElseIsAskedOfTheSource() {
        boolean[] closed = new boolean[1];
        GradientSource inner = new GradientSource() {
            @Override
            public long rows(Split split) {
                return split == Split.TEST ? 3 : 1;
            }

            @Override
            public GradientSum gradient(float[] theta, Step step) {
                return new GradientSum(4);
            }

            @Override
            public Evaluation evaluate(float[] theta, Split split) {
                return new Evaluation(theta[0], Map.of(), 3);
            }

            @Override
            public long reduceNanos() {
                return 17;
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        };
        try (GradientSource source = new PenalizedGradients(inner, BOTH, LAYOUT)) {
            assertThat(source.rows(Split.TEST)).isEqualTo(3);
            assertThat(source.reduceNanos()).isEqualTo(17);
            assertThat(source.evaluate(new float[] {2, 0, 0, 0}, Split.TEST).loss())
                    .isEqualTo(2);
        }
        assertThat(closed).containsExactly(true);
    }
}
