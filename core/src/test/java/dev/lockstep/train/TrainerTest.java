package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.Evaluation;
import dev.lockstep.model.GradientSum;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.Sgd;
import dev.lockstep.schedule.Constant;
import dev.lockstep.schedule.Cyclic;
import dev.lockstep.schedule.Exponential;
import dev.lockstep.schedule.MomentumRange;
import dev.lockstep.train.TrainingResult.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class TrainerTest {
    /** One trainable weight, from 5, and one buffer. */
    private static final TinyModel MODEL = new TinyModel(1, false);

    private static final Constant RATE = new Constant(0.5);
    private static final Offset<Double> ROUNDING = Offset.offset(1e-6);

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

    private static TrainerSettings settings(int epochs, int batchSize, long evaluateEvery) {
        return new TrainerSettings(epochs, batchSize, 5, evaluateEvery, Monitor.TRAINING_LOSS, Optional.empty());
    }

    private Trainer trainer(TrainerSettings settings) {
        return new Trainer(MODEL, Sgd.DEFAULT, RATE, settings, List.of(listener));
    }

    @Test
    void everyStepDescendsByRateTimesMeanGradient() {
        FakeSource source = new FakeSource(2, (theta, step) -> new GradientSum(new float[] {8, 0}, 12, 4, 2));
        TrainingResult result = trainer(settings(1, 1, 1)).fit(source);
        assertThat(result.lastWeights()).containsExactly(5 - 2 * 0.5f * 8 / 4, 0);
        assertThat(steps).extracting(StepReport::loss).containsExactly(3.0, 3.0);
        assertThat(steps).extracting(StepReport::gradientNorm).containsExactly(2.0, 2.0);
        assertThat(steps).extracting(StepReport::learningRate).containsExactly(0.5, 0.5);
        assertThat(steps).extracting(StepReport::rows).containsExactly(2L, 2L);
        assertThat(source.asked).containsExactly(Step.of(0, 2), Step.of(1, 2));
    }

    @Test
    void listenersHearEverythingInOrder() {
        TrainingResult result = trainer(settings(2, 2, 2)).fit(new FakeSource(3, FakeSource::ones));
        assertThat(events)
                .containsExactly(
                        "started 4 of 2 with 2",
                        "step 0",
                        "step 1",
                        "epoch 1",
                        "step 2",
                        "step 3",
                        "epoch 2",
                        "ended COMPLETED");
        assertThat(result.status()).isEqualTo(Status.COMPLETED);
        assertThat(result.epochs()).isEqualTo(2);
        assertThat(result.steps()).isEqualTo(4);
    }

    @Test
    void theLastStepIsAlwaysEvaluated() {
        trainer(settings(1, 1, 4)).fit(new FakeSource(6, FakeSource::ones));
        assertThat(epochs).extracting(EpochReport::step).containsExactly(4L, 6L);
        epochs.clear();
        trainer(settings(1, 1, 3)).fit(new FakeSource(6, FakeSource::ones));
        assertThat(epochs).extracting(EpochReport::step).containsExactly(3L, 6L);
    }

    @Test
    void anEpochsLossIsTheWeightedMeanOfItsSteps() {
        FakeSource source = new FakeSource(4, (theta, step) -> {
            long n = step.number() + 1;
            return new GradientSum(new float[2], n * 10.0, n, 1); // mean 10 whatever the weight, but for the last
        });
        trainer(settings(1, 1, 2)).fit(source);
        assertThat(epochs).extracting(EpochReport::loss).containsExactly(10.0, 10.0);

        epochs.clear();
        FakeSource uneven = new FakeSource(
                2,
                (theta, step) -> new GradientSum(new float[2], step.number() == 0 ? 1 : 9, step.number() * 2 + 1, 1));
        trainer(settings(1, 1, 2)).fit(uneven);
        assertThat(epochs.get(0).loss()).isEqualTo((1.0 + 9) / (1 + 3));
    }

    @Test
    void theScheduleDecidesTheRate() {
        Trainer trainer = new Trainer(
                MODEL, Sgd.DEFAULT, new Exponential(1, 0.5, 1, false), settings(1, 1, 9), List.of(listener));
        TrainingResult result = trainer.fit(new FakeSource(3, FakeSource::ones));
        assertThat(steps).extracting(StepReport::learningRate).containsExactly(1.0, 0.5, 0.25);
        assertThat(result.lastWeights()[0]).isEqualTo(5 - 1.75f);
        assertThat(epochs.get(0).learningRate()).isEqualTo(0.25);
        assertThat(epochs.get(0).gradientNorm()).isEqualTo(1);
    }

    @Test
    void theMomentumIsToldWhereTheScheduleSetsIt() {
        Cyclic cyclic = new Cyclic(
                1, 2, new Cyclic.Sides(1, 1), Cyclic.Shrinking.NONE, Optional.of(new MomentumRange(0.5, 0.75)));
        new Trainer(MODEL, new Sgd(0.9, false), cyclic, settings(1, 1, 9), List.of(listener))
                .fit(new FakeSource(2, FakeSource::ones));
        assertThat(steps)
                .extracting(StepReport::momentum)
                .containsExactly(OptionalDouble.of(0.75), OptionalDouble.of(0.5));
        assertThat(epochs.get(0).momentum()).hasValue(0.5);

        trainer(settings(1, 1, 9)).fit(new FakeSource(2, FakeSource::ones));
        assertThat(epochs.get(1).momentum()).isEmpty();
    }

    @Test
    void buffersBecomeTheirWeightedMean() {
        FakeSource source =
                new FakeSource(2, (theta, step) -> new GradientSum(new float[] {0, 6 * (step.number() + 1)}, 0, 4, 1));
        TrainingResult result = trainer(settings(1, 1, 1)).fit(source);
        assertThat(result.lastWeights()).containsExactly(5, 3);
        assertThat(steps).extracting(StepReport::gradientNorm).containsExactly(0.0, 0.0);
    }

    @Test
    void rowsThatWeighNothingChangeNothing() {
        FakeSource source = new FakeSource(
                3,
                (theta, step) ->
                        step.number() == 1 ? new GradientSum(new float[2], 0, 0, 1) : FakeSource.ones(theta, step));
        TrainingResult result = trainer(settings(1, 1, 3)).fit(source);
        assertThat(result.lastWeights()).containsExactly(4, 0);
        assertThat(steps.get(1).loss()).isNaN();
        assertThat(steps.get(1).gradientNorm()).isZero();
        assertThat(epochs.get(0).loss()).isEqualTo(1);
        assertThat(result.steps()).isEqualTo(3);
    }

    @Test
    void nothingIsTheBestOfNoRowsThatWeigh() {
        FakeSource source = new FakeSource(1, (theta, step) -> new GradientSum(new float[2], 0, 0, 1));
        TrainingResult result = trainer(settings(2, 1, 1)).fit(source);
        assertThat(epochs).extracting(EpochReport::best).containsExactly(false, false);
        assertThat(result.best()).isEmpty();
        assertThat(result.bestEpoch()).isEmpty();
        assertThat(result.bestValue()).isEmpty();
        assertThat(result.bestWeights()).isSameAs(result.lastWeights()).containsExactly(5, 0);
    }

    @Test
    void theArrayOfTheLastStepIsLeftAloneWhileTheNextIsComputed() {
        List<float[]> held = new ArrayList<>();
        List<float[]> copies = new ArrayList<>();
        FakeSource source = new FakeSource(
                20,
                1,
                (theta, step) -> {
                    if (!held.isEmpty()) {
                        assertThat(held.get(held.size() - 1))
                                .isEqualTo(copies.get(copies.size() - 1))
                                .isNotSameAs(theta);
                    }
                    held.add(theta);
                    copies.add(theta.clone());
                    return FakeSource.ones(theta, step);
                },
                theta -> {
                    if (!held.isEmpty()) {
                        assertThat(held.get(held.size() - 1))
                                .isEqualTo(copies.get(copies.size() - 1))
                                .isNotSameAs(theta);
                    }
                    held.add(theta);
                    copies.add(theta.clone());
                    return theta[0];
                });
        TrainingResult result = trainer(settings(1, 1, 3)).fit(source);
        assertThat(held.get(held.size() - 1)).isEqualTo(copies.get(copies.size() - 1));
        assertThat(result.lastWeights()).containsExactly(5 - 10, 0);
    }

    @Test
    void twoRunsGiveTheSameBitsWhateverTheClockSays() {
        TinyData data = new TinyData(new Sharding(100, 4, 2, 7)).with(Split.VALIDATION, new Sharding(20, 2, 2, 7));
        List<TrainingResult> results = new ArrayList<>();
        for (long tick : new long[] {0, 12345}) {
            AtomicLong clock = new AtomicLong();
            Trainer trainer = new Trainer(
                    new TinyModel(TinyData.WIDTH, true),
                    Adam.DEFAULT,
                    new Constant(0.01),
                    new TrainerSettings(3, 16, 1, 7, Monitor.VALIDATION_LOSS, Optional.empty()),
                    List.of(),
                    () -> clock.getAndAdd(tick));
            try (LocalGradients source =
                    new LocalGradients(data.task(new TinyModel(TinyData.WIDTH, true)), data, 1 + (int) (tick % 4))) {
                results.add(trainer.fit(source));
            }
        }
        assertThat(results.get(0).lastWeights()).isEqualTo(results.get(1).lastWeights());
        assertThat(results.get(0).bestWeights()).isEqualTo(results.get(1).bestWeights());
        assertThat(results.get(0).bestValue()).isEqualTo(results.get(1).bestValue());
    }

    @Test
    void learnsALineFromRows() {
        // y = 2 x on 64 rows, by mini-batches of 8
        FakeSource source = new FakeSource(64, (theta, step) -> {
            GradientSum sum = new GradientSum(2);
            for (int r = 0; r < 8; r++) {
                float x = (step.index() * 8 + r) / 64f;
                float error = (theta[0] - 2) * x;
                sum.gradient()[0] += error * x;
                sum.gradient()[1] += x;
                sum.count(error * error / 2, 1, 1);
            }
            return sum;
        });
        TrainingResult result = trainer(settings(30, 8, 8)).fit(source);
        assertThat((double) result.bestWeights()[0]).isCloseTo(2, ROUNDING);
        assertThat((double) result.lastWeights()[1]).isCloseTo(59.5 / 64, ROUNDING);
        assertThat(epochs.get(29).loss()).isLessThan(epochs.get(0).loss());
    }

    @Test
    void timeIsSplitIntoWaitingReducingAndUpdating() {
        AtomicLong clock = new AtomicLong();
        GradientSource source = new GradientSource() {
            private long reduced;

            @Override
            public long rows(Split split) {
                return split == Split.TEST ? 0 : 2;
            }

            @Override
            public GradientSum gradient(float[] theta, Step step) {
                clock.addAndGet(3_000_000_000L);
                reduced += 1_000_000_000L;
                return new GradientSum(new float[2], 1, 1, 12);
            }

            @Override
            public Evaluation evaluate(float[] theta, Split split) {
                clock.addAndGet(10_000_000_000L);
                return new Evaluation(1, Map.of(), 2);
            }

            @Override
            public long reduceNanos() {
                return reduced;
            }

            @Override
            public void close() {}
        };
        TrainingResult result =
                new Trainer(MODEL, Sgd.DEFAULT, RATE, settings(2, 1, 2), List.of(listener), clock::get).fit(source);
        EpochReport second = epochs.get(1);
        assertThat(second.waitSeconds()).isEqualTo(4);
        assertThat(second.reduceSeconds()).isEqualTo(2);
        assertThat(second.updateSeconds()).isZero();
        assertThat(second.rowsPerSecond()).isEqualTo(24 / 6.0);
        assertThat(second.seconds()).isEqualTo(32);
        assertThat(steps.get(0).seconds()).isEqualTo(3);
        assertThat(result.seconds()).isEqualTo(32);
    }
}
