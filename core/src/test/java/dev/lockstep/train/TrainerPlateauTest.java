package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.optim.Sgd;
import dev.lockstep.schedule.Constant;
import dev.lockstep.schedule.LearningRateSchedule;
import dev.lockstep.schedule.Plateau;
import dev.lockstep.schedule.WarmUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A plateau beside a schedule, in the loop. */
final class TrainerPlateauTest {
    private static final TinyModel MODEL = new TinyModel(1, false);
    private static final Plateau HALVES_AT_ONCE = new Plateau(0.5, 1, 0, new Plateau.Threshold(0, false), 0);

    private final List<StepReport> steps = new ArrayList<>();
    private final List<EpochReport> evaluations = new ArrayList<>();

    private TrainingResult train(LearningRateSchedule schedule, Monitor monitor, FakeSource source) {
        TrainerSettings settings =
                new TrainerSettings(1, 1, 5, 2, monitor, Optional.empty(), Optional.of(HALVES_AT_ONCE));
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
                steps.add(report);
            }

            @Override
            public void evaluated(EpochReport report) {
                evaluations.add(report);
            }
        };
        return new Trainer(MODEL, Sgd.DEFAULT, schedule, settings, List.of(listener)).fit(source);
    }

    @Test
    void lowersTheRateAfterAnEvaluationThatIsNoBetter() {
        TrainingResult result = train(new Constant(1), Monitor.TRAINING_LOSS, new FakeSource(7, FakeSource::ones));
        assertThat(steps).extracting(StepReport::learningRate).containsExactly(1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.25);
        assertThat(evaluations).extracting(EpochReport::learningRate).containsExactly(1.0, 1.0, 0.5, 0.25);
        assertThat(result.lastWeights()[0]).isEqualTo(5 - 5.25f);
    }

    @Test
    void multipliesAnySchedule() {
        train(new WarmUp(4, 0, new Constant(1)), Monitor.TRAINING_LOSS, new FakeSource(6, FakeSource::ones));
        assertThat(steps).extracting(StepReport::learningRate).containsExactly(0.0, 0.25, 0.5, 0.75, 0.5, 0.5);
    }

    @Test
    void looksAtTheMonitorsNumberOnItsSide() {
        double[] losses = {0.5, 0.4, 0.3, 0.6};
        int[] asked = {0};
        FakeSource source = new FakeSource(8, 1, FakeSource::ones, theta -> losses[asked[0]++]);
        train(new Constant(1), new Monitor("val_accuracy", true), source);
        assertThat(steps).extracting(StepReport::learningRate).containsOnly(1.0);
        assertThat(evaluations).hasSize(4);
        steps.clear();
        asked[0] = 0;
        train(new Constant(1), new Monitor("val_accuracy", false), source);
        assertThat(steps)
                .extracting(StepReport::learningRate)
                .containsExactly(1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.25, 0.25);
    }
}
