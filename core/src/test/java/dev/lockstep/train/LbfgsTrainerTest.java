package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.data.BadDataException;
import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.train.TrainingResult.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LbfgsTrainerTest {
    /** Of the largest value that was rounded: a line search follows differences of losses, which float weights blur. */
    private static final double TOLERANCE = 1e-4;

    private static final Lbfgs ENDLESS = new Lbfgs(5, 0, 0, 25, List.of());

    private final List<StepReport> steps = new ArrayList<>();
    private final List<EpochReport> epochs = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final TrainingListener listener = new TrainingListener() {
        @Override
        public void started(TrainingStart start) {
            events.add("started " + start.steps() + " of " + start.stepsPerEpoch() + " with " + start.weights());
        }

        @Override
        public void stepped(StepReport report) {
            steps.add(report);
            events.add("step " + report.step().number());
        }

        @Override
        public void evaluated(EpochReport report) {
            epochs.add(report);
            events.add("epoch " + report.epoch());
        }

        @Override
        public void ended(TrainingResult result) {
            events.add("ended " + result.status());
        }
    };

    private static TrainerSettings settings(
            int epochs, long evaluateEvery, Monitor monitor, EarlyStopping... stopping) {
        return new TrainerSettings(
                epochs, 1, 5, evaluateEvery, monitor, Arrays.stream(stopping).findFirst());
    }

    private LbfgsTrainer trainer(VectorModel model, Lbfgs lbfgs, int epochs) {
        return new LbfgsTrainer(model, lbfgs, settings(epochs, 1, Monitor.TRAINING_LOSS), List.of(listener));
    }

    /** Σ over pairs of 10 (b − a²)² + (1 − a)². */
    private static double rosenbrock(double[] x, double[] g) {
        double f = 0;
        for (int i = 0; i < x.length; i += 2) {
            double curve = x[i + 1] - x[i] * x[i];
            f += 10 * curve * curve + (1 - x[i]) * (1 - x[i]);
            g[i] = -40 * x[i] * curve - 2 * (1 - x[i]);
            g[i + 1] = 20 * curve;
        }
        return f;
    }

    /** ½ Σ (i + 1) (x − i)², which is 0 at 0, 1, 2, …. */
    private static double bowl(double[] x, double[] g) {
        double f = 0;
        for (int i = 0; i < x.length; i++) {
            g[i] = (i + 1) * (x[i] - i);
            f += g[i] * (x[i] - i) / 2;
        }
        return f;
    }

    @Test
    void followsItsGoldenFile() throws IOException {
        List<double[]> lines = golden();
        int weights = lines.get(0).length - 4;
        double[] start = Arrays.copyOfRange(lines.get(0), 4, 4 + weights);
        float[] first = new float[weights];
        for (int i = 0; i < weights; i++) {
            first[i] = (float) start[i];
        }
        FakeSource source = VectorModel.source(LbfgsTrainerTest::rosenbrock);

        TrainingResult result =
                trainer(new VectorModel(first), ENDLESS, lines.size() - 1).fit(source);

        assertThat(lines).hasSizeGreaterThan(20);
        for (int k = 1; k < lines.size(); k++) {
            double[] line = lines.get(k);
            for (int i = 0; i < weights; i++) {
                double scale = Math.max(Math.abs(line[4 + i]), Math.abs(start[i]));
                assertThat((double) source.evaluated.get(k - 1)[i])
                        .as("iteration %d, weight %d", k, i)
                        .isCloseTo(line[4 + i], within(TOLERANCE * scale));
            }
            assertThat(steps.get(k - 1).loss()).isCloseTo(line[3], within(TOLERANCE * line[3] + 1e-6));
        }
        assertThat(result.status()).isEqualTo(Status.COMPLETED);
        assertThat(result.reason()).isEmpty();
        assertThat(result.gradients()).isEqualTo((long) lines.get(lines.size() - 1)[2]);
    }

    private static List<double[]> golden() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(LbfgsTrainerTest.class.getResourceAsStream("lbfgs.csv")),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Arrays.stream(line.split(",", -1))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
        }
    }

    @Test
    void endsOnceTheGradientIsSmall() {
        TrainingResult result = trainer(new VectorModel(new float[8]), Lbfgs.DEFAULT, 100)
                .fit(VectorModel.source(LbfgsTrainerTest::bowl));
        assertThat(result.status()).isEqualTo(Status.CONVERGED);
        assertThat(result.reason().orElseThrow())
                .startsWith("the gradient fell to ")
                .endsWith(" of the first, gradient_tolerance is 1.0E-6");
        assertThat(result.steps()).isLessThan(25).isEqualTo(result.epochs());
        assertThat(result.gradients()).isBetween(result.steps() + 1, result.steps() + 5);
        for (int i = 0; i < 8; i++) {
            assertThat((double) result.lastWeights()[i]).isCloseTo(i, within(1e-4));
        }
        assertThat(result.bestWeights()).isEqualTo(result.lastWeights());
        assertThat(events).last().isEqualTo("ended CONVERGED");
    }

    @Test
    void endsOnceTheLossStays() {
        FakeSource source = VectorModel.source((x, g) -> 1e4 + bowl(x, g));
        TrainingResult result = trainer(new VectorModel(new float[8]), new Lbfgs(5, 0, 1e-6, 25, List.of()), 100)
                .fit(source);
        assertThat(result.status()).isEqualTo(Status.CONVERGED);
        assertThat(result.reason().orElseThrow())
                .startsWith("the loss changed by ")
                .endsWith(" of itself in the last iteration, loss_tolerance is 1.0E-6");
    }

    @Test
    void reportsTheLossAndGradientOfTheWeightsItEndsWith() {
        FakeSource source = VectorModel.source(LbfgsTrainerTest::bowl);
        new LbfgsTrainer(new VectorModel(3, 3), ENDLESS, settings(3, 2, Monitor.TRAINING_LOSS), List.of(listener))
                .fit(source);
        assertThat(events)
                .containsExactly(
                        "started 3 of 1 with 2", "step 0", "step 1", "epoch 2", "step 2", "epoch 3", "ended COMPLETED");
        double[] g = new double[2];
        float[] last = source.evaluated.get(1);
        assertThat(steps.get(2).loss()).isCloseTo(bowl(new double[] {last[0], last[1]}, g), within(1e-12));
        assertThat(steps.get(2).gradientNorm()).isCloseTo(Math.hypot(g[0], g[1]), within(1e-6));
        assertThat(steps.get(0).learningRate()).isCloseTo(1 / Math.hypot(3, 4), within(1e-6));
        assertThat(steps.get(2).step()).isEqualTo(Step.of(2, 1));
        assertThat(steps.get(2).rows()).isEqualTo(3);
        assertThat(source.asked).containsOnly(Step.full());
        assertThat(epochs.get(0).loss())
                .isCloseTo((steps.get(0).loss() + steps.get(1).loss()) / 2, within(1e-12));
    }

    @Test
    void aLossThatIsNotFiniteMakesTheStepShorter() {
        // Finite in (0, 0.5) only; the first step has length 1.
        FakeSource source = VectorModel.source((x, g) -> {
            g[0] = -1 / x[0] + 1 / (0.5 - x[0]);
            return -StrictMath.log(x[0]) - StrictMath.log(0.5 - x[0]);
        });
        TrainingResult result =
                trainer(new VectorModel(0.4f), Lbfgs.DEFAULT, 50).fit(source);
        assertThat(result.status()).isEqualTo(Status.CONVERGED);
        assertThat((double) result.lastWeights()[0]).isCloseTo(0.25, within(1e-5));
    }

    @Test
    void nobodyCanBeginWhereTheLossIsNotFinite() {
        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> trainer(new VectorModel(1), ENDLESS, 5)
                        .fit(new FakeSource(1, (theta, step) -> new GradientSum(new float[1], Double.NaN, 1, 1))))
                .withMessage(
                        "the loss became NaN at the first weights: scale the features, and look for very large values")
                .satisfies(e -> {
                    assertThat(e.step()).isZero();
                    assertThat(e.suggestedLearningRate()).isNaN();
                });
        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> trainer(new VectorModel(1), ENDLESS, 5)
                        .fit(new FakeSource(1, (theta, step) -> new GradientSum(new float[] {Float.NaN}, 1, 1, 1))))
                .withMessageStartingWith("the gradient is no longer finite at the first weights");
    }

    @Test
    void endsWithTheBestPointWhereNothingDescends() {
        int[] calls = new int[1];
        FakeSource source = new FakeSource(3, (theta, step) -> {
            GradientSum sum = VectorModel.sum(LbfgsTrainerTest::bowl, theta);
            return calls[0]++ < 6 ? sum : new GradientSum(sum.gradient(), 1e6, VectorModel.WEIGHT, 3);
        });
        TrainingResult result =
                trainer(new VectorModel(-5, -5, -5, -5), ENDLESS, 50).fit(source);
        assertThat(result.status()).isEqualTo(Status.STALLED);
        assertThat(result.reason().orElseThrow()).startsWith("no step along the gradient lowers the loss, in up to 25");
        // More than one line search: with the history, and without it.
        assertThat(result.gradients()).isBetween(6L + 25 + 1, 6L + 2 * 25);
        float[] last = result.lastWeights();
        assertThat(VectorModel.sum(LbfgsTrainerTest::bowl, last).loss() / VectorModel.WEIGHT)
                .isEqualTo(steps.get(steps.size() - 1).loss());
        assertThat(result.bestWeights()).isEqualTo(last);
    }

    @Test
    void evaluatesTheLastWeightsWhereverItEnds() {
        int[] calls = new int[1];
        FakeSource source = new FakeSource(3, (theta, step) -> {
            GradientSum sum = VectorModel.sum(LbfgsTrainerTest::bowl, theta);
            return calls[0]++ < 6 ? sum : new GradientSum(sum.gradient(), 1e6, VectorModel.WEIGHT, 3);
        });
        TrainingResult result = new LbfgsTrainer(
                        new VectorModel(-5, -5, -5, -5),
                        ENDLESS,
                        settings(50, 40, Monitor.TRAINING_LOSS),
                        List.of(listener))
                .fit(source);
        assertThat(result.best()).isPresent();
        assertThat(epochs).extracting(EpochReport::step).containsExactly(result.steps());
    }

    @Test
    void thereIsNothingToDoWhereTheGradientIsZero() {
        TrainingResult result =
                trainer(new VectorModel(0, 1), ENDLESS, 9).fit(VectorModel.source(LbfgsTrainerTest::bowl));
        assertThat(result.status()).isEqualTo(Status.CONVERGED);
        assertThat(result.reason()).contains("the gradient is zero at the first weights");
        assertThat(result.steps()).isZero();
        assertThat(result.bestWeights()).containsExactly(0, 1);
        assertThat(events).containsExactly("started 9 of 1 with 2", "ended CONVERGED");
    }

    @Test
    void rowsMustWeighSomething() {
        assertThatThrownBy(() -> trainer(new VectorModel(1), ENDLESS, 9)
                        .fit(new FakeSource(1, (theta, step) -> new GradientSum(1))))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("the training rows weigh nothing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trainer(new VectorModel(1), ENDLESS, 9)
                        .fit(new FakeSource(0, (theta, step) -> new GradientSum(1))))
                .withMessage("there are no training rows");
    }

    @Test
    void stopsEarlyAndKeepsTheBest() {
        double[] losses = {4, 3, 5, 6, 1};
        int[] next = new int[1];
        FakeSource source = new FakeSource(
                3,
                1,
                (theta, step) -> VectorModel.sum(LbfgsTrainerTest::rosenbrock, theta),
                theta -> losses[next[0]++]);
        TrainingResult result = new LbfgsTrainer(
                        new VectorModel(-1.25f, 1),
                        ENDLESS,
                        settings(20, 1, Monitor.VALIDATION_LOSS, new EarlyStopping(2, 0)),
                        List.of(listener))
                .fit(source);
        assertThat(result.status()).isEqualTo(Status.STOPPED_EARLY);
        assertThat(result.epochs()).isEqualTo(4);
        assertThat(result.bestEpoch()).hasValue(2);
        assertThat(result.bestWeights()).isEqualTo(source.evaluated.get(1));
        assertThat(result.lastWeights()).isEqualTo(source.evaluated.get(3));
    }

    @Test
    void mayBeStoppedWithinALineSearch() {
        List<LbfgsTrainer> trainers = new ArrayList<>();
        int[] calls = new int[1];
        FakeSource source = new FakeSource(3, (theta, step) -> {
            if (++calls[0] == 3) {
                trainers.get(0).stop();
            }
            return calls[0] == 1
                    ? VectorModel.sum(LbfgsTrainerTest::bowl, theta)
                    : new GradientSum(new float[] {1, 1}, 1e6, 1, 3);
        });
        trainers.add(trainer(new VectorModel(5, 5), ENDLESS, 9));
        TrainingResult result = trainers.get(0).fit(source);
        assertThat(result.status()).isEqualTo(Status.STOPPED);
        assertThat(calls[0]).isEqualTo(3);
        assertThat(result.steps()).isZero();
        assertThat(result.lastWeights()).containsExactly(5, 5);
    }

    @Test
    void buffersBecomeTheMeanAtTheWeightsItTakes() {
        // The weight's gradient is that of (w − 1)²; the buffer's mean is w.
        FakeSource source = new FakeSource(
                2,
                1,
                (theta, step) -> new GradientSum(
                        new float[] {2 * 2 * (theta[0] - 1), 2 * theta[0]}, 2 * (theta[0] - 1) * (theta[0] - 1), 2, 2),
                theta -> theta[1]);
        TrainingResult result = new LbfgsTrainer(
                        new TinyModel(1, false), ENDLESS, settings(1, 1, Monitor.TRAINING_LOSS), List.of())
                .fit(source);
        assertThat(result.lastWeights()[0]).isNotEqualTo(5);
        assertThat(result.lastWeights()[1]).isEqualTo(result.lastWeights()[0]);
        assertThat(source.evaluated.get(0)).isEqualTo(result.lastWeights());
    }

    @Test
    void frozenTensorsStay() {
        Lbfgs frozen = Lbfgs.of(Map.of("groups", List.of(Map.of("match", "theta", "frozen", true))));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> trainer(new VectorModel(1), frozen, 9).fit(VectorModel.source(LbfgsTrainerTest::bowl)))
                .withMessage("groups freeze every tensor: leave one to train");
        ParameterLayout layout = ParameterLayout.of(List.of(
                new Parameter("first", List.of(1), true, true), new Parameter("second", List.of(2), true, true)));
        VectorModel model = new VectorModel(layout, 7, 7, 7);
        FakeSource source = VectorModel.source(LbfgsTrainerTest::bowl);
        Lbfgs first = Lbfgs.of(Map.of("groups", List.of(Map.of("match", "first", "frozen", true))));
        TrainingResult result =
                new LbfgsTrainer(model, first, settings(30, 1, Monitor.TRAINING_LOSS), List.of(listener)).fit(source);
        assertThat(result.status()).isEqualTo(Status.CONVERGED);
        assertThat(result.lastWeights()[0]).isEqualTo(7);
        assertThat((double) result.lastWeights()[1]).isCloseTo(1, within(1e-4));
        assertThat((double) result.lastWeights()[2]).isCloseTo(2, within(1e-4));
        assertThat(steps.get(0).learningRate()).isCloseTo(1 / Math.hypot(2 * 6, 3 * 5), within(1e-6));
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBitsWhateverTheClockSays() {
        TinyModel model = new TinyModel(TinyData.WIDTH, true);
        TinyData data = new TinyData(new Sharding(100, 14, 7, 7)).with(Split.VALIDATION, new Sharding(20, 7, 7, 7));
        List<TrainingResult> results = new ArrayList<>();
        for (int threads : new int[] {1, 2, 7}) {
            AtomicLong clock = new AtomicLong();
            LbfgsTrainer trainer = new LbfgsTrainer(
                    model,
                    Lbfgs.DEFAULT,
                    settings(12, 1, Monitor.VALIDATION_LOSS),
                    List.of(),
                    () -> clock.getAndAdd(threads));
            try (LocalGradients source = new LocalGradients(data.task(model), data, threads)) {
                results.add(trainer.fit(source));
            }
        }
        assertThat(results.get(0).steps()).isGreaterThan(2);
        for (TrainingResult result : results) {
            assertThat(result.lastWeights()).isEqualTo(results.get(0).lastWeights());
            assertThat(result.bestWeights()).isEqualTo(results.get(0).bestWeights());
            assertThat(result.bestValue()).isEqualTo(results.get(0).bestValue());
            assertThat(result.gradients()).isEqualTo(results.get(0).gradients());
        }
    }

    @Test
    void theArrayOfTheLastGradientIsLeftAloneWhileTheNextIsComputed() {
        List<float[]> held = new ArrayList<>();
        List<float[]> copies = new ArrayList<>();
        FakeSource source = new FakeSource(3, (theta, step) -> {
            if (!held.isEmpty()) {
                assertThat(held.get(held.size() - 1))
                        .isEqualTo(copies.get(copies.size() - 1))
                        .isNotSameAs(theta);
            }
            held.add(theta);
            copies.add(theta.clone());
            return VectorModel.sum(LbfgsTrainerTest::rosenbrock, theta);
        });
        TrainingResult result = trainer(new VectorModel(-1.25f, 1), ENDLESS, 15).fit(source);
        assertThat(held).hasSizeGreaterThan(15);
        assertThat(held.get(held.size() - 1)).isEqualTo(copies.get(copies.size() - 1));
        assertThat(held).noneMatch(array -> array == result.lastWeights());
    }

    @Test
    void timeBetweenGradientsOfALineSearchIsForUpdating() {
        AtomicLong clock = new AtomicLong();
        FakeSource source = new FakeSource(3, (theta, step) -> {
            clock.addAndGet(2_000_000_000L);
            return VectorModel.sum(LbfgsTrainerTest::bowl, theta);
        });
        new LbfgsTrainer(
                        new VectorModel(9, 9),
                        ENDLESS,
                        settings(1, 1, Monitor.TRAINING_LOSS),
                        List.of(listener),
                        () -> clock.getAndAdd(500_000_000L))
                .fit(source);
        EpochReport report = epochs.get(0);
        assertThat(report.waitSeconds()).isGreaterThanOrEqualTo(4);
        assertThat(report.updateSeconds()).isGreaterThan(0.5);
        assertThat(report.rowsPerSecond()).isGreaterThan(0);
    }
}
