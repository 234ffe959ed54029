package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Optimizers;
import dev.lockstep.schedule.Constant;
import dev.lockstep.schedule.LearningRateSchedule;
import dev.lockstep.schedule.StepDecay;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two weights, of which the first is frozen at first; one row a step, whose gradient is 1 for both. */
final class UnfreezingTest {
    private static final VectorModel MODEL = new VectorModel(
            ParameterLayout.of(List.of(
                    new Parameter("lower", List.of(1), true, true), new Parameter("upper", List.of(1), true, true))),
            5,
            5);

    private final List<StepReport> steps = new ArrayList<>();

    private static Optimizer optimizer(String name, Map<String, ?> settings) {
        return Optimizers.of(name, settings);
    }

    private static Optimizer frozen(String name, Map<String, ?> settings) {
        Map<String, Object> more = new HashMap<>(settings);
        more.put("groups", List.of(Map.of("match", "lower", "frozen", true)));
        return Optimizers.of(name, more);
    }

    private static TrainingResult train(Trainer trainer, int rows) {
        return trainer.fit(new FakeSource(rows, (theta, step) -> new GradientSum(new float[] {1, 1}, 1, 1, 1)));
    }

    private Trainer trainer(Optimizer optimizer, LearningRateSchedule schedule) {
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
                steps.add(report);
            }
        };
        return new Trainer(
                MODEL,
                optimizer,
                schedule,
                new TrainerSettings(1, 1, 5, 100, Monitor.TRAINING_LOSS, Optional.empty()),
                List.of(listener));
    }

    private TrainingResult unfrozenAfter(long step, int rows, String name, Map<String, ?> settings, double rate) {
        Trainer trainer =
                trainer(frozen(name, settings), new Constant(rate)).withOptimizerFrom(step, optimizer(name, settings));
        return train(trainer, rows);
    }

    @Test
    void frozenTensorsMoveFromThatStepOn() {
        assertThat(unfrozenAfter(3, 5, "sgd", Map.of(), 0.5).lastWeights()).containsExactly(4, 2.5f);
        assertThat(steps)
                .extracting(StepReport::gradientNorm)
                .startsWith(1.0, 1.0, 1.0)
                .endsWith(Math.sqrt(2));
    }

    @Test
    void withoutUnfreezingTheyNeverMove() {
        assertThat(unfrozenAfter(5, 5, "sgd", Map.of(), 0.5).lastWeights()).containsExactly(5, 2.5f);
        assertThat(train(trainer(frozen("sgd", Map.of()), new Constant(0.5)), 5).lastWeights())
                .containsExactly(5, 2.5f);
    }

    @Test
    void slotsAreNewAndUpdatesCountedAnew() {
        // Adam's first steps have the length of the rate, whatever the gradient: also of what was frozen for long.
        TrainingResult result = unfrozenAfter(200, 201, "adam", Map.of(), 0.01);
        assertThat(5 - result.lastWeights()[0]).isCloseTo(0.01f, within(1e-5f));
    }

    @Test
    void theScheduleGoesOn() {
        Trainer trainer = trainer(frozen("sgd", Map.of()), new StepDecay(1, 2, 0.1))
                .withOptimizerFrom(3, optimizer("sgd", Map.of()));
        train(trainer, 6);
        assertThat(steps)
                .extracting(report -> (float) report.learningRate())
                .containsExactly(1f, 1f, 0.1f, 0.1f, 0.01f, 0.01f);
    }

    @Test
    void goesOnFromTheWeightsThatWouldHaveBeenSaved() {
        Map<String, Object> averaged = Map.of("use_ema", true, "ema_momentum", 0.5);
        // Weights 4, 3, 2 after three steps; averages of them that start at the first: 4, 3.5, 2.75.
        TrainingResult result = unfrozenAfter(3, 3 + 1, "sgd", averaged, 1);
        TrainingResult before = train(trainer(frozen("sgd", averaged), new Constant(1)), 3);
        assertThat(result.lastWeights()).containsExactly(5 - 1, before.lastWeights()[1] - 1);
        assertThat(before.lastWeights()[1]).isNotEqualTo(2);
    }

    @Test
    void twoTrainingsHaveTheSameBits() {
        Map<String, Object> momentum = Map.of("momentum", 0.9);
        assertThat(unfrozenAfter(3, 9, "sgd", momentum, 0.1).lastWeights())
                .containsExactly(unfrozenAfter(3, 9, "sgd", momentum, 0.1).lastWeights());
    }

    @Test
    void theFirstStepIsTooEarly() {
        Trainer trainer = trainer(frozen("sgd", Map.of()), new Constant(0.5));
        assertThatThrownBy(() -> trainer.withOptimizerFrom(0, optimizer("sgd", Map.of())))
                .hasMessage("first step of the second optimizer must be at least 1, but was 0");
    }
}
