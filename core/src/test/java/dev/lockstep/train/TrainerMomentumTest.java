package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.optim.OptimizerState;
import dev.lockstep.optim.Sgd;
import dev.lockstep.schedule.LearningRateSchedule;
import dev.lockstep.schedule.Schedules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Momentum that a schedule sets. The weight starts from 5, and its gradient is 1. */
final class TrainerMomentumTest {
    private static final int STEPS = 6;

    @Test
    void mayBeginLaterThanTheTrainingOfAnOptimizerWithoutAny() {
        LearningRateSchedule schedule = Schedules.of(
                "sequence",
                Map.of(
                        "boundaries",
                        List.of(2),
                        "schedules",
                        List.of(
                                Map.of("name", "constant", "learning_rate", 0.5),
                                Map.of("name", "one_cycle", "max_learning_rate", 1, "total_steps", 4))));
        TrainerSettings settings = new TrainerSettings(STEPS, 1, 5, 1, Monitor.TRAINING_LOSS, Optional.empty());
        TrainingResult result = new Trainer(new TinyModel(1, false), Sgd.DEFAULT, schedule, settings, List.of())
                .fit(new FakeSource(1, FakeSource::ones));
        float[] theta = {5};
        OptimizerState state = new Sgd(0.9, false).newState(1);
        for (int t = 0; t < STEPS; t++) {
            Sgd sgd = Sgd.DEFAULT.withMomentum(schedule.momentum(t).orElse(0));
            sgd.update(theta, new float[] {1}, state, schedule.at(t));
        }
        assertThat(result.lastWeights()[0]).isEqualTo(theta[0]);
        assertThat(schedule.momentum(1)).isEmpty();
        assertThat(schedule.momentum(2)).hasValue(0.95);
    }
}
