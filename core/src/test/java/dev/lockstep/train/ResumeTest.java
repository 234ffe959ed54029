package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Optimizers;
import dev.lockstep.optim.Sgd;
import dev.lockstep.schedule.LearningRateSchedule;
import dev.lockstep.schedule.Plateau;
import dev.lockstep.schedule.Schedules;
import dev.lockstep.train.TrainingResult.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training that goes on from a snapshot, wherever that was taken, has the bits of the one that was never interrupted. */
final class ResumeTest {
    private static final TinyModel MODEL = new TinyModel(TinyData.WIDTH, true);
    private static final int STEPS = 15;
    private static final Plateau PLATEAU = new Plateau(0.5, 1, 1, Plateau.Threshold.DEFAULT, 0);

    /** What a training leaves: its result, reports and snapshots. */
    private static final class Recording implements TrainingListener {
        final List<StepReport> steps = new ArrayList<>();
        final List<EpochReport> evaluations = new ArrayList<>();
        final List<Snapshot> snapshots = new ArrayList<>();
        final List<Boolean> last = new ArrayList<>();
        /** How many evaluations there were before each snapshot. */
        final List<Integer> before = new ArrayList<>();

        final List<Long> firstSteps = new ArrayList<>();

        @Override
        public void started(TrainingStart start) {
            firstSteps.add(start.firstStep());
        }

        @Override
        public void stepped(StepReport report) {
            steps.add(report);
        }

        @Override
        public void evaluated(EpochReport report) {
            evaluations.add(report);
        }

        @Override
        public void between(StepEnd end) {
            snapshots.add(end.snapshot());
            last.add(end.last());
            before.add(evaluations.size());
            assertThat(end.step()).isEqualTo(end.snapshot().standing().step());
        }
    }

    private static LocalGradients source() {
        // Five steps an epoch, and evaluations in mid-epoch.
        TinyData data = new TinyData(new Sharding(20, 4, 2, 7)).with(Split.VALIDATION, new Sharding(6, 2, 2, 7));
        return new LocalGradients(data.task(MODEL), data, 1, () -> 0);
    }

    private static TrainerSettings settings(int patience, Optional<Plateau> plateau) {
        return new TrainerSettings(
                3, 4, 1, 4, Monitor.VALIDATION_LOSS, Optional.of(new EarlyStopping(patience, 0)), plateau);
    }

    static Stream<Map.Entry<String, Map<String, Object>>> everyOptimizer() {
        return Stream.concat(
                        Optimizers.names().stream().map(name -> Map.entry(name, Map.<String, Object>of())),
                        Optimizers.pytorchNames().stream()
                                .map(name -> Map.entry(name, Map.<String, Object>of("flavor", "pytorch"))))
                .flatMap(bare -> Stream.of(bare, wrapped(bare)));
    }

    private static Map.Entry<String, Map<String, Object>> wrapped(Map.Entry<String, Map<String, Object>> bare) {
        Map<String, Object> settings = new HashMap<>(bare.getValue());
        settings.put("gradient_accumulation_steps", 2);
        settings.put("global_clipnorm", 5.0);
        settings.put("gradient_noise", 0.01);
        if (!bare.getKey().equals("schedule_free_adamw")) {
            settings.put("use_ema", true);
        }
        return Map.entry(bare.getKey(), settings);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void resumedTrainingEqualsTheUninterruptedOneAtEveryStep(Map.Entry<String, Map<String, Object>> optimizer) {
        Optimizer rule = Optimizers.of(optimizer.getKey(), optimizer.getValue());
        LearningRateSchedule schedule = Schedules.of("cosine", Map.of("learning_rate", 0.002, "decay_steps", STEPS));
        everyResumeGoesOnTheSame(listener ->
                new Trainer(MODEL, rule, schedule, settings(9, Optional.of(PLATEAU)), List.of(listener), () -> 0));
    }

    @Test
    void resumedTrainingWithAMomentumThatCyclesEqualsTheUninterruptedOne() {
        LearningRateSchedule schedule =
                Schedules.of("one_cycle", Map.of("max_learning_rate", 0.002, "total_steps", STEPS));
        everyResumeGoesOnTheSame(listener ->
                new Trainer(MODEL, Sgd.DEFAULT, schedule, settings(9, Optional.empty()), List.of(listener), () -> 0));
    }

    @Test
    void resumedTrainingGoesOnWithTheOptimizerThatIsDue() {
        LearningRateSchedule schedule = Schedules.of("cosine", Map.of("learning_rate", 0.002, "decay_steps", STEPS));
        Optimizer other = Optimizers.of("adamw", Map.of("gradient_accumulation_steps", 2));
        everyResumeGoesOnTheSame(listener -> new Trainer(
                        MODEL, Sgd.DEFAULT, schedule, settings(9, Optional.of(PLATEAU)), List.of(listener), () -> 0)
                .withOptimizerFrom(6, other));
    }

    @Test
    void resumedTrainingStopsAsEarlyAsTheUninterruptedOne() {
        LearningRateSchedule schedule = Schedules.of("constant", Map.of("learning_rate", 1e-30));
        TrainingResult result = everyResumeGoesOnTheSame(listener ->
                new Trainer(MODEL, Adam.DEFAULT, schedule, settings(2, Optional.empty()), List.of(listener), () -> 0));
        assertThat(result.status()).isEqualTo(Status.STOPPED_EARLY);
        assertThat(result.steps()).isEqualTo(12);
    }

    @Test
    void resumedLbfgsEqualsTheUninterruptedOneAtEveryStep() {
        for (int memory : new int[] {1, 3, 10}) {
            Lbfgs lbfgs = new Lbfgs(memory, 1e-6, 0, 25, List.of());
            TrainerSettings settings =
                    new TrainerSettings(12, 1, 5, 3, Monitor.VALIDATION_LOSS, Optional.empty(), Optional.empty());
            TrainingResult result = everyResumeGoesOnTheSame(
                    listener -> new LbfgsTrainer(MODEL, lbfgs, settings, List.of(listener), () -> 0));
            assertThat(result.steps()).isGreaterThan(3);
        }
    }

    private static TrainingResult everyResumeGoesOnTheSame(Function<TrainingListener, TrainingMethod> method) {
        Recording whole = new Recording();
        TrainingResult result = method.apply(whole).fit(source());
        // Where L-BFGS finds no way on, it is after the step that turns out to be its last; and who goes on from there
        // finds none again.
        int again = result.status() == Status.STALLED ? 1 : 0;
        int count = (int) result.steps() + again;
        assertThat(whole.snapshots).hasSize(count);
        assertThat(whole.last.subList(0, count - 1)).containsOnly(false);
        assertThat(whole.last.get(count - 1)).isTrue();
        for (int i = 0; i < count; i++) {
            Snapshot from = whole.snapshots.get(i);
            int done = (int) from.standing().step();
            Recording rest = new Recording();
            TrainingResult resumed = method.apply(rest).fit(source(), from);
            assertThat(rest.firstSteps).containsExactly((long) done);
            assertThat(rest.steps).isEqualTo(whole.steps.subList(done, whole.steps.size()));
            assertThat(rest.evaluations)
                    .isEqualTo(whole.evaluations.subList(whole.before.get(i), whole.evaluations.size()));
            assertThat(rest.snapshots).isEqualTo(whole.snapshots.subList(Math.min(i + 1, count - again), count));
            same(resumed, result);
        }
        return result;
    }

    private static void same(TrainingResult resumed, TrainingResult whole) {
        assertThat(resumed.lastWeights()).isEqualTo(whole.lastWeights());
        assertThat(resumed.bestWeights()).isEqualTo(whole.bestWeights());
        assertThat(resumed.best()).isEqualTo(whole.best());
        assertThat(resumed.bestValue()).isEqualTo(whole.bestValue());
        assertThat(resumed.status()).isEqualTo(whole.status());
        assertThat(resumed.reason()).isEqualTo(whole.reason());
        assertThat(resumed.steps()).isEqualTo(whole.steps());
        assertThat(resumed.epochs()).isEqualTo(whole.epochs());
        assertThat(resumed.gradients()).isEqualTo(whole.gradients());
    }

    @Test
    void aTrainingThatWasStoppedGoesOnAsIfItHadNotBeen() {
        Recording whole = new Recording();
        TrainingResult result = adam(3, whole).fit(source());

        Recording first = new Recording();
        List<Trainer> trainers = new ArrayList<>();
        trainers.add(adam(3, first, new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
                if (report.step().number() == 6) {
                    trainers.get(0).stop();
                }
            }
        }));
        assertThat(trainers.get(0).fit(source()).status()).isEqualTo(Status.STOPPED);
        assertThat(first.last).hasSize(7).endsWith(true);

        same(adam(3, new Recording()).fit(source(), first.snapshots.get(6)), result);
    }

    @Test
    void aLineSearchThatWasStoppedIsDoneAgain() {
        TrainerSettings settings =
                new TrainerSettings(12, 1, 5, 1, Monitor.TRAINING_LOSS, Optional.empty(), Optional.empty());
        Lbfgs lbfgs = new Lbfgs(5, 0, 0, 25, List.of());
        Recording whole = new Recording();
        TrainingResult result =
                new LbfgsTrainer(model(), lbfgs, settings, List.of(whole), () -> 0).fit(valley(99, () -> {}));
        for (int gradients = 1; gradients < 20; gradients++) {
            Recording stopped = new Recording();
            LbfgsTrainer trainer = new LbfgsTrainer(model(), lbfgs, settings, List.of(stopped), () -> 0);
            trainer.fit(valley(gradients, trainer::stop));
            assertThat(stopped.last).doesNotContainSubsequence(true, true);
            if (!stopped.snapshots.isEmpty()) {
                Snapshot from = stopped.snapshots.get(stopped.snapshots.size() - 1);
                same(
                        new LbfgsTrainer(model(), lbfgs, settings, List.of(), () -> 0).fit(valley(99, () -> {}), from),
                        result);
            }
        }
    }

    private static VectorModel model() {
        return new VectorModel(-1.25f, 1, 0.5f, 2);
    }

    /** Calls for a stop at one of its gradients. */
    private static FakeSource valley(int stopAt, Runnable stop) {
        int[] asked = {0};
        return new FakeSource(3, (theta, step) -> {
            asked[0]++;
            if (asked[0] == stopAt) {
                stop.run();
            }
            return VectorModel.sum(ResumeTest::rosenbrock, theta);
        });
    }

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

    private static Trainer adam(int epochs, TrainingListener... listeners) {
        TrainerSettings settings =
                new TrainerSettings(epochs, 4, 1, 4, Monitor.VALIDATION_LOSS, Optional.empty(), Optional.empty());
        return new Trainer(
                MODEL,
                Adam.DEFAULT,
                Schedules.of("constant", Map.of("learning_rate", 0.01)),
                settings,
                List.of(listeners),
                () -> 0);
    }

    @Test
    void aFinishedTrainingGoesOnWhenItIsToTakeMoreEpochs() {
        Recording whole = new Recording();
        TrainingResult result = adam(4, whole).fit(source());
        Recording first = new Recording();
        adam(2, first).fit(source());
        TrainingResult longer = adam(4).fit(source(), first.snapshots.get(9));
        assertThat(longer.lastWeights()).isEqualTo(result.lastWeights());
        assertThat(longer.steps()).isEqualTo(20);
        assertThat(adam(1).fit(source(), first.snapshots.get(9)).status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void aSnapshotSharesNothingWithItsTraining() {
        Recording recording = new Recording();
        adam(3, recording).fit(source());
        Snapshot third = recording.snapshots.get(2);
        List<Snapshot> rest = new ArrayList<>();
        adam(3).fit(source(), third);
        Recording again = new Recording();
        adam(3, again).fit(source());
        rest.addAll(again.snapshots);
        assertThat(third).isEqualTo(rest.get(2)).hasSameHashCodeAs(rest.get(2));
        assertThat(third).isNotEqualTo(rest.get(3)).isNotEqualTo("snapshot");
        assertThat(third).hasToString("Snapshot[step=3, weights=4, slots=[m, v]]");
    }

    @Test
    void refusesASnapshotOfAnotherTraining() {
        Recording recording = new Recording();
        adam(1, recording).fit(source());
        Snapshot snapshot = recording.snapshots.get(0);
        TrainerSettings settings = settings(9, Optional.empty());
        LearningRateSchedule rate = Schedules.of("constant", Map.of("learning_rate", 0.01));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Trainer(MODEL, Sgd.DEFAULT, rate, settings, List.of()).fit(source(), snapshot))
                .withMessage("slots must be [], but was [m, v]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Trainer(new TinyModel(3, true), Adam.DEFAULT, rate, settings, List.of())
                        .fit(source(), snapshot))
                .withMessage("tensor 1 of the snapshot must be weight [3], but was weight [2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Trainer(new VectorModel(1), Adam.DEFAULT, rate, settings, List.of())
                        .fit(source(), snapshot))
                .withMessage("tensor 1 of the snapshot must be theta [1], but was weight [2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LbfgsTrainer(MODEL, Lbfgs.DEFAULT, settings, List.of()).fit(source(), snapshot))
                .withMessageContaining("slots must be");
    }

    @Test
    void refusesPartsThatDoNotFit() {
        Recording recording = new Recording();
        adam(1, recording).fit(source());
        Standing standing = recording.snapshots.get(0).standing();
        ParameterLayout layout = ParameterLayout.vector(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Snapshot(standing, layout, new float[3], Map.of(), new float[0]))
                .withMessage("number of weights must be 2, but was 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Snapshot(standing, layout, new float[2], Map.of(), new float[2]))
                .withMessage("number of best weights must be 0, but was 2");
    }

    @Test
    void knowsWhetherItIsFinite() {
        Recording recording = new Recording();
        adam(1, recording).fit(source());
        Snapshot snapshot = recording.snapshots.get(0);
        assertThat(snapshot.isFinite()).isTrue();
        Objects.requireNonNull(snapshot.slots().get("v"))[1] = Float.NaN;
        assertThat(snapshot.isFinite()).isFalse();
    }
}
