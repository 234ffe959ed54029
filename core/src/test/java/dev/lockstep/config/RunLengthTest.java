package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.Named;
import dev.lockstep.schedule.Constant;
import dev.lockstep.schedule.Cosine;
import dev.lockstep.schedule.LearningRateSchedule;
import dev.lockstep.schedule.Linear;
import dev.lockstep.schedule.Need;
import dev.lockstep.schedule.OneCycle;
import dev.lockstep.schedule.Piecewise;
import dev.lockstep.schedule.WarmUp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RunLengthTest {
    private static final TrainerConfig FOUR_EPOCHS =
            new TrainerConfig(4, 32, 1, ReductionConfig.DEFAULT, Length.epochs(1), RunnerConfig.DEFAULT);

    private static Named read(String schedule) {
        return Runs.read(Runs.LEAST + "trainer: {epochs: 4, batch_size: 32}\nschedule: " + schedule)
                .schedule()
                .orElseThrow();
    }

    private static LearningRateSchedule inARunOfTenStepsAnEpoch(String schedule, int gradientsPerUpdate) {
        return RunLength.of(FOUR_EPOCHS, 10, gradientsPerUpdate).schedule(read(schedule));
    }

    @Test
    void lengthsAreThoseOfTheRunAtAnyDepth() {
        assertThat(inARunOfTenStepsAnEpoch(
                        "{name: warm_up, steps: 25%, then: {name: cosine, learning_rate: 1, decay_steps: 3 epochs}}",
                        1))
                .isEqualTo(new WarmUp(10, 0, new Cosine(1, 30, 0, Optional.empty())));
        assertThat(inARunOfTenStepsAnEpoch("{name: piecewise, boundaries: [5, 1 epoch, 50%], values: [4, 3, 2, 1]}", 1))
                .isEqualTo(new Piecewise(List.of(5L, 10L, 20L), List.of(4.0, 3.0, 2.0, 1.0)));
    }

    @Test
    void lengthsCountUpdatesWhereGradientsAreAccumulated() {
        assertThat(inARunOfTenStepsAnEpoch("{name: linear, learning_rate: 1, decay_steps: 1 epoch}", 4))
                .as("ten steps of which four make an update, rounded")
                .isEqualTo(new Linear(1, 3, 0));
        assertThat(inARunOfTenStepsAnEpoch("{name: linear, learning_rate: 1, decay_steps: 100%}", 4))
                .isEqualTo(new Linear(1, 10, 0));
        assertThat(inARunOfTenStepsAnEpoch("{name: linear, learning_rate: 1, decay_steps: 7}", 4))
                .isEqualTo(new Linear(1, 7, 0));
        assertThat(inARunOfTenStepsAnEpoch("{name: one_cycle, max_learning_rate: 1}", 4)
                        .need())
                .contains(new Need("total_steps", 10));
    }

    @Test
    void theBatchOfAnUpdateIsThatOfAllItsGradients() {
        String scaled = "{name: scaled, base_batch_size: 64, schedule: {name: constant, learning_rate: 1}}";
        assertThat(inARunOfTenStepsAnEpoch(scaled, 1).at(0)).isEqualTo(0.5);
        assertThat(inARunOfTenStepsAnEpoch(scaled, 4).at(0)).isEqualTo(2);
    }

    @Test
    void aRunHasAtLeastOneUpdate() {
        assertThat(RunLength.of(FOUR_EPOCHS, 1, 100)).isEqualTo(new RunLength(0.01, 1, 3200));
    }

    @Test
    void oneCycleLastsAsLongAsTheRun() {
        OneCycle schedule = (OneCycle) inARunOfTenStepsAnEpoch("{name: one_cycle, max_learning_rate: 1}", 1);
        assertThat(schedule.stretch()).isEqualTo(OneCycle.Stretch.of(40));
        assertThat(read("{name: one_cycle, max_learning_rate: 1}").settings())
                .containsOnlyKeys("max_learning_rate", "flavor", "cycle_momentum", "base_momentum", "max_momentum");
    }

    @Test
    void whatIsTooLongForTheRealRunSaysHowLongThatIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> inARunOfTenStepsAnEpoch("{name: one_cycle, max_learning_rate: 1, total_steps: 41}", 1))
                .withMessage("schedule one_cycle needs more steps than there are for it: shorten total_steps, or raise"
                        + " trainer.epochs (the run has 40 updates)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunLength.of(FOUR_EPOCHS, 1, 4)
                        .schedule(read("{name: one_cycle, max_learning_rate: 1, total_steps: 2}")))
                .withMessageEndingWith("(the run has 1 update)");
        assertThatIllegalArgumentException()
                .as("an epoch of a thousand steps would do")
                .isThrownBy(() ->
                        inARunOfTenStepsAnEpoch("{name: piecewise, boundaries: [500, 1 epoch], values: [1, 2, 3]}", 1))
                .withMessageStartingWith("boundaries must be positive, each after the one before (the run has 40");
        assertThat(inARunOfTenStepsAnEpoch("{name: piecewise, boundaries: [1 epoch, 500], values: [1, 2, 3]}", 1))
                .isEqualTo(new Piecewise(List.of(10L, 500L), List.of(1.0, 2.0, 3.0)));
    }

    @Test
    void whatIsWrittenHasEveryDefaultAndTheLengthsAsTheyWere() {
        Named schedule =
                read("{name: warm_up, steps: 1 epoch, then: {name: cosine, learning_rate: 1, decay_steps: 50%}}");
        assertThat(schedule)
                .isEqualTo(new Named(
                        "warm_up",
                        Map.of(
                                "steps",
                                Length.epochs(1),
                                "start_learning_rate",
                                0.0,
                                "then",
                                Map.of(
                                        "name",
                                        "cosine",
                                        "learning_rate",
                                        1,
                                        "decay_steps",
                                        new Length(50, Length.Unit.PERCENT),
                                        "alpha",
                                        0.0,
                                        "restarts",
                                        false))));
        RunConfig run = Runs.read(Runs.LEAST
                + "schedule: {name: sequence, boundaries: [1 epoch], schedules: [{name: constant, learning_rate: 1},"
                + " {name: cyclic, learning_rate: 1, max_learning_rate: 2, step_size: 10%}]}");
        assertThat(Runs.read(RunConfigs.write(run))).isEqualTo(run);
    }

    @Test
    void aConstantRateNeedsNoLength() {
        assertThat(inARunOfTenStepsAnEpoch("{name: constant, learning_rate: 1}", 1))
                .isEqualTo(new Constant(1));
    }

    @Test
    void aRunTellsItsOwn() {
        RunConfig run = Runs.read(Runs.LEAST + "trainer: {epochs: 4, batch_size: 32}\n"
                + "optimizer: {name: sgd, gradient_accumulation_steps: 4}");
        assertThat(RunLength.of(run, 10)).isEqualTo(new RunLength(2.5, 10, 128));
    }
}
