package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.Evaluation;
import dev.lockstep.model.GradientSum;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.schedule.Constant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nobody writes to weights that were asked with until the next question: sources may send what has changed since, and nothing else. */
final class AskedWeightsTest {
    private static final TinyModel MODEL = new TinyModel(TinyData.WIDTH, false);
    private static final TinyData DATA =
            new TinyData(new Sharding(40, 4, 4, 7)).with(Split.VALIDATION, new Sharding(12, 4, 4, 7));
    private static final TrainerSettings SETTINGS =
            new TrainerSettings(3, 8, 5, 2, Monitor.VALIDATION_LOSS, Optional.empty());

    @Test
    void trainerLeavesThemAsTheyAre() {
        try (Watching source = new Watching()) {
            new Trainer(MODEL, Adam.DEFAULT, new Constant(0.001), SETTINGS, List.of()).fit(source);
            assertThat(source.questions).isGreaterThan(15);
        }
    }

    @Test
    void lbfgsLeavesThemAsTheyAre() {
        TrainerSettings settings = new TrainerSettings(5, 40, 5, 1, Monitor.VALIDATION_LOSS, Optional.empty());
        try (Watching source = new Watching()) {
            new LbfgsTrainer(MODEL, Lbfgs.of(Map.of()), settings, List.of()).fit(source);
            assertThat(source.questions).isGreaterThan(5);
        }
    }

    @Test
    void rangeTestLeavesThemAsTheyAre() {
        try (Watching source = new Watching()) {
            new RangeTest(MODEL, Adam.DEFAULT, RangeTestSettings.DEFAULT, 8, 5).run(source);
            assertThat(source.questions).isGreaterThan(20);
        }
    }

    /** Compares the weights of each question with what they were, when the next one comes. */
    private static final class Watching implements GradientSource {
        private final LocalGradients source = new LocalGradients(DATA.task(MODEL), DATA, 1);
        private float[] asked = {};
        private float[] copy = {};
        private int questions;

        private void see(float[] theta) {
            assertThat(asked).as("weights of question %d", questions).containsExactly(copy);
            asked = theta;
            copy = theta.clone();
            questions++;
        }

        @Override
        public long rows(Split split) {
            return source.rows(split);
        }

        @Override
        public GradientSum gradient(float[] theta, Step step) {
            see(theta);
            return source.gradient(theta, step);
        }

        @Override
        public Evaluation evaluate(float[] theta, Split split) {
            see(theta);
            return source.evaluate(theta, split);
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
