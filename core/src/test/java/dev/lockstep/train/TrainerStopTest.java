package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.model.GradientSum;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.Sgd;
import dev.lockstep.schedule.Constant;
import dev.lockstep.train.TrainingResult.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** How a training ends, and which weights are the best. The weight falls by 1 each step, from 5. */
final class TrainerStopTest {
    private static final TinyModel MODEL = new TinyModel(1, false);

    private final List<EpochReport> epochs = new ArrayList<>();
    private final TrainingListener listener = new TrainingListener() {
        @Override
        public void evaluated(EpochReport report) {
            epochs.add(report);
        }
    };

    private Trainer trainer(int epochs, Monitor monitor, EarlyStopping... stopping) {
        TrainerSettings settings = new TrainerSettings(
                epochs, 1, 5, 1, monitor, List.of(stopping).stream().findFirst());
        return new Trainer(MODEL, Sgd.DEFAULT, new Constant(1), settings, List.of(listener));
    }

    /** Validation losses, one after another, whatever the weights. */
    private static FakeSource losses(double... losses) {
        int[] next = {0};
        return new FakeSource(1, 1, FakeSource::ones, theta -> losses[next[0]++]);
    }

    @Test
    void theBestEvaluationsWeightsAreKept() {
        TrainingResult result = trainer(5, Monitor.VALIDATION_LOSS).fit(losses(4, 2, 3, 1, 5));
        assertThat(result.bestEpoch()).hasValue(4);
        assertThat(result.bestValue()).hasValue(1);
        assertThat(result.bestWeights()).containsExactly(1, 0);
        assertThat(result.lastWeights()).containsExactly(0, 0);
        assertThat(epochs).extracting(EpochReport::best).containsExactly(true, true, false, true, false);
        assertThat(result.best()).contains(epochs.get(3));
    }

    @Test
    void theFirstOfEqualsIsTheBest() {
        TrainingResult result = trainer(3, Monitor.VALIDATION_LOSS).fit(losses(2, 2, 2));
        assertThat(result.bestEpoch()).hasValue(1);
        assertThat(result.bestWeights()).containsExactly(4, 0);
    }

    @Test
    void higherMayBeBetter() {
        TrainingResult result = trainer(3, new Monitor("val_accuracy", true)).fit(losses(0.5, 0.25, 0.75));
        assertThat(result.bestEpoch()).hasValue(2);
        assertThat(result.bestValue()).hasValue(0.75);
    }

    @Test
    void trainingThatIsStoppedWhileItWaitsKeepsTheStepsThatItHasTaken() {
        List<StepEnd> ends = new ArrayList<>();
        TrainingListener keeping = new TrainingListener() {
            @Override
            public void between(StepEnd end) {
                ends.add(end);
                assertThat(end.snapshot().weights()[0]).isEqualTo((float) (5 - end.step()));
            }
        };
        TrainerSettings settings = new TrainerSettings(9, 1, 5, 1, Monitor.TRAINING_LOSS, Optional.empty());
        Trainer trainer = new Trainer(MODEL, Sgd.DEFAULT, new Constant(1), settings, List.of(keeping));

        TrainingResult result = trainer.fit(waitingFrom(2));

        assertThat(result.status()).isEqualTo(Status.STOPPED);
        assertThat(result.steps()).isEqualTo(2);
        assertThat(result.lastWeights()).containsExactly(3, 0);
        assertThat(ends).extracting(StepEnd::step).containsExactly(1L, 2L, 2L);
        assertThat(ends).extracting(StepEnd::last).containsExactly(false, false, true);
    }

    @Test
    void trainingThatIsStoppedBeforeAnyStepHasNothingToKeep() {
        assertThatExceptionOfType(StoppedWaitingException.class)
                .isThrownBy(() -> trainer(9, Monitor.TRAINING_LOSS).fit(waitingFrom(0)));
    }

    private static FakeSource waitingFrom(long first) {
        return new FakeSource(1, (theta, step) -> {
            if (step.number() >= first) {
                throw new StoppedWaitingException();
            }
            return FakeSource.ones(theta, step);
        });
    }

    @Test
    void whatIsNotANumberIsNeverTheBest() {
        TrainingResult result = trainer(4, new Monitor("val_accuracy", true))
                .fit(losses(Double.NaN, 0.5, Double.NaN, Double.NEGATIVE_INFINITY));
        assertThat(result.bestEpoch()).hasValue(2);
    }

    @Test
    void trainingLossServesWithoutValidation() {
        double[] losses = {3, 1, 2};
        BiFunction<float[], Step, GradientSum> gradients =
                (theta, step) -> new GradientSum(new float[] {1, 0}, losses[(int) step.number()], 1, 1);
        TrainingResult result = trainer(3, Monitor.TRAINING_LOSS).fit(new FakeSource(1, gradients));
        assertThat(result.bestEpoch()).hasValue(2);
        assertThat(result.bestWeights()).containsExactly(3, 0);
        assertThat(epochs).allMatch(epoch -> epoch.validation().isEmpty());
    }

    @Test
    void stopsEarlyAfterSoManyEvaluationsWithoutABetterOne() {
        TrainingResult result =
                trainer(9, Monitor.VALIDATION_LOSS, new EarlyStopping(2, 0)).fit(losses(4, 5, 3, 3, 3.5, 1, 1, 1, 1));
        assertThat(result.status()).isEqualTo(Status.STOPPED_EARLY);
        assertThat(result.epochs()).isEqualTo(5);
        assertThat(result.steps()).isEqualTo(5);
        assertThat(result.bestEpoch()).hasValue(3);
        assertThat(result.bestWeights()).containsExactly(2, 0);
    }

    @Test
    void anImprovementMustExceedMinDelta() {
        TrainingResult result =
                trainer(9, Monitor.VALIDATION_LOSS, new EarlyStopping(2, 0.5)).fit(losses(4, 3.75, 3.5, 0));
        assertThat(result.status()).isEqualTo(Status.STOPPED_EARLY);
        assertThat(result.bestEpoch()).hasValue(1);
        TrainingResult slow =
                trainer(4, Monitor.VALIDATION_LOSS, new EarlyStopping(2, 0.5)).fit(losses(4, 3.75, 3.25, 3));
        assertThat(slow.status()).isEqualTo(Status.COMPLETED);
        assertThat(slow.bestEpoch()).hasValue(3);
    }

    @Test
    void patienceThatEndsWithTheLastStepChangesNothing() {
        TrainingResult result =
                trainer(3, Monitor.VALIDATION_LOSS, new EarlyStopping(2, 0)).fit(losses(1, 2, 3));
        assertThat(result.status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void anotherThreadMayStopAfterAStep() throws InterruptedException {
        CountDownLatch atThird = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        FakeSource source = new FakeSource(100, (theta, step) -> {
            if (step.number() == 2) {
                atThird.countDown();
                await(stopped);
            }
            return FakeSource.ones(theta, step);
        });
        TrainerSettings settings = new TrainerSettings(9, 1, 5, 100, Monitor.TRAINING_LOSS, Optional.empty());
        Trainer trainer = new Trainer(MODEL, Sgd.DEFAULT, new Constant(1), settings, List.of(listener));
        Thread stopper = new Thread(() -> {
            await(atThird);
            trainer.stop();
            stopped.countDown();
        });
        stopper.start();
        TrainingResult result = trainer.fit(source);
        stopper.join();
        assertThat(result.status()).isEqualTo(Status.STOPPED);
        assertThat(result.steps()).isEqualTo(3);
        assertThat(result.epochs()).isEqualTo(1);
        assertThat(result.stepsPerEpoch()).isEqualTo(100);
        assertThat(result.best()).isEmpty();
        assertThat(result.bestWeights()).containsExactly(2, 0);
        assertThat(epochs).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLossThatIsNotFiniteStopsBeforeTheUpdate() {
        FakeSource source = new FakeSource(
                2, (theta, step) -> new GradientSum(new float[] {1, 0}, step.number() == 2 ? Double.NaN : 1, 1, 1));
        List<Long> stepped = new ArrayList<>();
        TrainingListener counting = new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
                stepped.add(report.step().number());
            }
        };
        TrainerSettings settings = new TrainerSettings(9, 1, 5, 1, Monitor.TRAINING_LOSS, Optional.empty());
        Trainer trainer = new Trainer(MODEL, Sgd.DEFAULT, new Constant(0.002), settings, List.of(counting));
        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> trainer.fit(source))
                .withMessage("the loss became NaN at step 3 (epoch 2, learning rate 0.002):"
                        + " try a learning rate of 0.0002, or scale the features")
                .satisfies(e -> {
                    assertThat(e.step()).isEqualTo(3);
                    assertThat(e.learningRate()).isEqualTo(0.002);
                    assertThat(e.suggestedLearningRate()).isEqualTo(0.002 / 10);
                });
        assertThat(stepped).containsExactly(0L, 1L);
    }

    @Test
    void aGradientThatIsNotFiniteStopsBeforeTheUpdate() {
        for (float[] gradient : new float[][] {{Float.NaN, 0}, {Float.POSITIVE_INFINITY, 0}, {0, Float.NaN}}) {
            assertThatExceptionOfType(DivergedException.class)
                    .isThrownBy(() -> trainer(1, Monitor.TRAINING_LOSS)
                            .fit(new FakeSource(1, (theta, step) -> new GradientSum(gradient, 1, 1, 1))))
                    .withMessageStartingWith("the gradient is no longer finite at step 1 (epoch 1, learning rate 1)");
        }
    }

    @Test
    void theLargestGradientThatIsFiniteIsNotRefused() {
        FakeSource source =
                new FakeSource(1, (theta, step) -> new GradientSum(new float[] {Float.MAX_VALUE, 0}, 1, 2, 1));
        assertThat(trainer(1, Monitor.TRAINING_LOSS).fit(source).status()).isEqualTo(Status.COMPLETED);
    }

    private static GradientSum huge() {
        return new GradientSum(new float[] {-Float.MAX_VALUE, 0}, 1, 1, 1);
    }

    @Test
    void aGradientTooLargeForTheSlotsIsRefused() {
        TrainerSettings settings = new TrainerSettings(1, 1, 5, 1, Monitor.TRAINING_LOSS, Optional.empty());
        Trainer adam = new Trainer(MODEL, Adam.DEFAULT, new Constant(1), settings, List.of());
        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> adam.fit(new FakeSource(1, (theta, step) -> huge())))
                .withMessageContaining("too large to be squared at step 1");
    }

    @Test
    void weightsThatAreNotFiniteInTheEndAreNoResult() {
        FakeSource source = new FakeSource(1, 1, (theta, step) -> huge(), theta -> Double.NaN);
        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> trainer(2, Monitor.VALIDATION_LOSS).fit(source))
                .withMessageContaining("the weights are no longer finite at step 2");
    }

    @Test
    void anotherRemedyIsNamedAfterTheOthers() {
        DivergedException diverged = new DivergedException("the loss became NaN", Step.full(), 2);
        assertThat(diverged.orTry("the label"))
                .hasMessage(diverged.getMessage() + ", or the label")
                .hasCause(diverged)
                .satisfies(e -> assertThat(e.step()).isEqualTo(diverged.step()))
                .satisfies(e -> assertThat(e.learningRate()).isEqualTo(2));
    }

    @Test
    void aRateThatIsNotFiniteIsStillReported() {
        assertThat(new DivergedException("the loss became NaN", Step.full(), Double.POSITIVE_INFINITY))
                .hasMessageContaining("learning rate Infinity");
    }

    @Test
    void monitorsOfValidationNeedValidationRows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trainer(1, Monitor.VALIDATION_LOSS).fit(new FakeSource(1, FakeSource::ones)))
                .withMessage("monitor val_loss needs validation rows, and there are none: add some, or monitor loss");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trainer(1, Monitor.TRAINING_LOSS).fit(new FakeSource(0, FakeSource::ones)))
                .withMessage("there are no training rows");
    }

    @Test
    void monitorsOfUnknownMetricsAreAnsweredWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trainer(1, new Monitor("val_acuracy", true)).fit(losses(1)))
                .withMessageContaining("val_acuracy")
                .withMessageContaining("did you mean accuracy?");
        for (String name : List.of("accuracy", "val_", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Monitor(name, true))
                    .withMessageContaining("loss, val_loss, or val_ and a metric");
        }
    }

    @Test
    void settingsAreInRange() {
        Optional<EarlyStopping> never = Optional.empty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainerSettings(0, 1, 1, 1, Monitor.TRAINING_LOSS, never));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainerSettings(1, 0, 1, 1, Monitor.TRAINING_LOSS, never));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainerSettings(1, 1, 1, 0, Monitor.TRAINING_LOSS, never));
        assertThatIllegalArgumentException().isThrownBy(() -> new EarlyStopping(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new EarlyStopping(1, -1));
    }
}
