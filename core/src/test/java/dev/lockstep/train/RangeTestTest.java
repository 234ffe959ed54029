package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Seeds;
import dev.lockstep.optim.Accumulated;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Optimizers;
import dev.lockstep.optim.Sgd;
import dev.lockstep.schedule.Constant;
import dev.lockstep.train.RangeTestResult.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RangeTestTest {
    private static final RangeTestSettings SETTINGS = new RangeTestSettings(1e-6, 1000, 300);
    private static final int DIMENSIONS = 20;

    /** The largest is 1. */
    private static double[] spectrum(String name) {
        double[] lambda = new double[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            double place = (double) i / (DIMENSIONS - 1);
            lambda[i] = switch (name) {
                case "equal" -> 1;
                case "even" -> 0.05 + 0.95 * place;
                case "two decades" -> StrictMath.pow(100, place - 1);
                case "four decades" -> StrictMath.pow(10_000, place - 1);
                default -> throw new IllegalArgumentException(name);
            };
        }
        return lambda;
    }

    /** The loss ½ Σ λ (x − d)², whose d is drawn anew for each mini-batch. */
    private static FakeSource quadratic(double[] lambda, double scale, double noise, long seed) {
        return new FakeSource(100, (theta, step) -> {
            RandomGenerator random = Seeds.generator(Seeds.derive(seed, step.number()));
            double loss = 0;
            float[] gradient = new float[theta.length];
            for (int i = 0; i < theta.length; i++) {
                double distance = theta[i] - noise * random.nextGaussian();
                loss += 0.5 * scale * lambda[i] * distance * distance;
                gradient[i] = (float) (scale * lambda[i] * distance);
            }
            return new GradientSum(gradient, loss, 1, 1);
        });
    }

    private static VectorModel model(long seed) {
        RandomGenerator random = Seeds.generator(seed);
        float[] start = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            start[i] = (float) (3 * random.nextGaussian());
        }
        return new VectorModel(start);
    }

    @ParameterizedTest
    @ValueSource(strings = {"equal", "even", "two decades", "four decades"})
    void onAQuadraticTheSuggestionIsATenthToOneOfTheLargestStableRate(String name) {
        for (double scale : new double[] {0.1, 1, 30}) {
            for (double noise : new double[] {0, 0.1, 0.5}) {
                for (long seed = 1; seed <= 5; seed++) {
                    RangeTestResult result =
                            test(model(seed), Sgd.DEFAULT).run(quadratic(spectrum(name), scale, noise, seed));
                    assertThat(result.suggestion().orElseThrow() / (2 / scale))
                            .as("scale %s, noise %s, seed %s", scale, noise, seed)
                            .isBetween(0.1, 1.0);
                }
            }
        }
    }

    @Test
    void whereStepsAreNotProportionalTheSuggestionLiesMidwayBetweenSteepestDescentAndATenthOfDivergence() {
        RangeTestResult adam =
                test(model(1), new Accumulated(Adam.DEFAULT, 2)).run(quadratic(spectrum("even"), 1, 0.1, 1));
        assertThat(adam.proportional()).isFalse();
        double expected =
                Math.sqrt(adam.steepest().orElseThrow() * adam.divergedAt().orElseThrow() / 10);
        assertThat(adam.suggestion().orElseThrow())
                .isCloseTo(expected, org.assertj.core.data.Offset.offset(0.05 * expected));
        assertThat(new RangeTestResult(SETTINGS, true, adam.points(), adam.ending(), adam.divergedAt())
                        .suggestion()
                        .orElseThrow())
                .isNotCloseTo(expected, org.assertj.core.data.Offset.offset(0.05 * expected));
    }

    private static RangeTest test(VectorModel model, Optimizer optimizer) {
        return new RangeTest(model, optimizer, SETTINGS, 1, 42);
    }

    @Test
    void ratesRiseFromTheFirstToTheLastAndLossesAreSmoothed() {
        RangeTestSettings settings = new RangeTestSettings(0.001, 0.1, 41);
        RangeTestResult result =
                new RangeTest(model(1), Sgd.DEFAULT, settings, 1, 42).run(quadratic(spectrum("equal"), 1, 0.1, 1));
        assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
        assertThat(result.divergedAt()).isEmpty();
        List<RangeTestResult.Point> points = result.points();
        assertThat(points).hasSize(41);
        assertThat(points.get(0).rate()).isEqualTo(0.001);
        assertThat(points.get(20).rate()).isCloseTo(0.01, org.assertj.core.data.Offset.offset(1e-15));
        assertThat(points.get(40).rate()).isEqualTo(0.1);
        assertThat(points.get(0).smoothed())
                .isCloseTo(points.get(0).loss(), org.assertj.core.data.Offset.offset(1e-10));
        assertThat(points.get(1).smoothed())
                .isCloseTo(
                        (0.9 * points.get(0).loss() + points.get(1).loss()) / 1.9,
                        org.assertj.core.data.Offset.offset(1e-10));
        double suggestion = result.suggestion().orElseThrow();
        assertThat(suggestion).isBetween(0.001, 0.1);
        assertThat(result.safeStart().orElseThrow())
                .isCloseTo(suggestion / 10, org.assertj.core.data.Offset.offset(1e-15));
    }

    @Test
    void trainingsBeforeAndAfterAreAsWithoutIt() {
        TinyData data = new TinyData(new Sharding(40, 4, 4, 7));
        TinyModel model = new TinyModel(TinyData.WIDTH, true);
        TrainerSettings settings = new TrainerSettings(3, 8, 5, 5, Monitor.TRAINING_LOSS, Optional.empty());
        Optimizer adam = Adam.DEFAULT;
        Trainer trainer = new Trainer(model, adam, new Constant(0.001), settings, List.of());
        try (LocalGradients source = new LocalGradients(data.task(model), data, 2)) {
            float[] before = trainer.fit(source).lastWeights();
            RangeTest test = new RangeTest(model, adam, RangeTestSettings.DEFAULT, 8, 5);
            RangeTestResult first = test.run(source);
            assertThat(trainer.fit(source).lastWeights()).containsExactly(before);
            assertThat(test.run(source)).isEqualTo(first);
        }
    }

    @Test
    void everyOptimizerCanBeTested() {
        for (String name : Optimizers.names()) {
            RangeTestResult result =
                    test(model(3), Optimizers.of(name, Map.of())).run(quadratic(spectrum("even"), 1, 0.1, 3));
            // FTRL begins at weights of 0, whatever they were: at the optimum, here.
            assertThat(result.suggestion().isPresent()).as(name).isEqualTo(!name.equals("ftrl"));
        }
    }

    @Test
    void accumulatedGradientsAreOneStepOfOneRate() {
        FakeSource source = quadratic(spectrum("even"), 1, 0.1, 3);
        RangeTestSettings settings = new RangeTestSettings(1e-4, 1e-3, 40);
        RangeTestResult result = new RangeTest(model(3), new Accumulated(Sgd.DEFAULT, 3), settings, 1, 42).run(source);
        assertThat(result.points()).hasSize(40);
        assertThat(source.asked).hasSize(120);
        assertThat(source.asked.get(119)).isEqualTo(Step.of(119, 100));
    }

    @Test
    void whatIsNotFiniteEndsTheTest() {
        BiFunction<float[], Step, GradientSum> infinite = (theta, step) -> step.number() < 30
                ? new GradientSum(new float[] {1}, 10 - 0.2 * step.number(), 1, 1)
                : new GradientSum(new float[] {Float.NaN}, 1, 1, 1);
        RangeTestResult result = test(new VectorModel(1), Sgd.DEFAULT).run(new FakeSource(5, infinite));
        assertThat(result.ending()).isEqualTo(Ending.DIVERGED);
        assertThat(result.points()).hasSize(30);
        assertThat(result.divergedAt()).hasValue(SETTINGS.rate(30));
        assertThat(result.suggestion()).isPresent();
        RangeTestResult atOnce =
                test(new VectorModel(1), Sgd.DEFAULT).run(losses(step -> step < 5 ? 1 : Double.POSITIVE_INFINITY));
        assertThat(atOnce.problem().orElseThrow()).contains("diverged at the first rates", "--min");
        assertThat(atOnce.suggestion()).isEmpty();
        assertThat(atOnce.safeStart()).isEmpty();
    }

    private static FakeSource losses(java.util.function.LongToDoubleFunction loss) {
        return new FakeSource(
                5, (theta, step) -> new GradientSum(new float[] {0}, loss.applyAsDouble(step.number()), 1, 1));
    }

    @Test
    void aLossThatNeverFallsIsSaidSo() {
        RangeTestResult rising =
                test(new VectorModel(1), Sgd.DEFAULT).run(losses(step -> 1 + StrictMath.pow(1.1, step - 60.0)));
        assertThat(rising.ending()).isEqualTo(Ending.DIVERGED);
        assertThat(rising.problem().orElseThrow()).contains("the loss never fell", "smaller --min");
        RangeTestResult noise = test(new VectorModel(1), Sgd.DEFAULT)
                .run(losses(step -> 1 + 0.1 * Seeds.generator(step).nextGaussian()));
        assertThat(noise.problem().orElseThrow()).contains("the loss never fell", "larger --max");
        assertThat(noise.steepest()).isEmpty();
    }

    @Test
    void aLossBelowZeroDivergesWhenItHasRisenManyTimesItsFall() {
        RangeTestResult result =
                test(new VectorModel(1), Sgd.DEFAULT).run(losses(step -> step < 150 ? -0.1 * step : step - 165.0));
        assertThat(result.ending()).isEqualTo(Ending.DIVERGED);
        assertThat(result.points().size()).isBetween(200, 250);
    }

    @Test
    void rowsThatWeighNothingGiveNoPoint() {
        FakeSource source = new FakeSource(5, (theta, step) -> new GradientSum(new float[] {0}, 0, 0, 1));
        RangeTestResult result = test(new VectorModel(1), Sgd.DEFAULT).run(source);
        assertThat(result.points()).isEmpty();
        assertThat(result.problem().orElseThrow()).contains("data.weight");
        assertThatThrownBy(() -> test(new VectorModel(1), Sgd.DEFAULT).run(new FakeSource(0, FakeSource::ones)))
                .hasMessage("there are no training rows");
    }

    @Test
    void itCanBeStopped() {
        for (int at : new int[] {5, 60}) {
            List<RangeTest> tests = new ArrayList<>();
            FakeSource source = losses(step -> {
                if (step == at) {
                    tests.get(0).stop();
                }
                return 1;
            });
            tests.add(test(new VectorModel(1), Sgd.DEFAULT));
            RangeTestResult result = tests.get(0).run(source);
            assertThat(result.ending()).isEqualTo(Ending.STOPPED);
            assertThat(result.points()).hasSize(at + 1);
            assertThat(result.problem().orElseThrow()).contains("stopped");
            assertThat(result.divergedAt()).isEqualTo(OptionalDouble.empty());
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new RangeTestSettings(0, 1, 100)).hasMessageContaining("min must be");
        assertThatThrownBy(() -> new RangeTestSettings(1, 1, 100)).hasMessageContaining("max must be more than min");
        assertThatThrownBy(() -> new RangeTestSettings(1, Double.NaN, 100)).hasMessageContaining("max must be");
        assertThatThrownBy(() -> new RangeTestSettings(1, Double.POSITIVE_INFINITY, 100))
                .hasMessageContaining("max must be");
        assertThatThrownBy(() -> new RangeTestSettings(0.1, 1, 39)).hasMessageContaining("steps must be");
    }
}
