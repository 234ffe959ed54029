package dev.lockstep.spark;

import dev.lockstep.config.RunConfig;
import dev.lockstep.train.Split;
import dev.lockstep.train.StepReport;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingMethod;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;

/**
 * Logistic regression without a penalty, by L-BFGS on both sides, over standardized features, as is MLlib's default. The figure is the log loss of all
 * training rows, as either side computes it.
 */
record LogisticContest(MllibRows rows, RunConfig config) implements MllibContest {
    static final List<String> SETTINGS =
            List.of("data.test=none", "data.scale=standard", "loss=logistic", "trainer.epochs=300");

    /** By so much Lockstep must be better, since its scores are floats. */
    private static final double ROUNDING = 1e-7;

    @Override
    public Reached mllib(boolean warmingUp) {
        long start = System.nanoTime();
        LogisticRegressionModel model = new LogisticRegression().fit(rows.vectors(Split.TRAINING));
        double seconds = Reached.secondsSince(start);
        double[] losses = model.summary().objectiveHistory();
        return new Reached(seconds, losses[losses.length - 1]);
    }

    @Override
    public Reached lockstep(double goal, boolean warmingUp) {
        long start = System.nanoTime();
        PreparedRun run = rows.packed();
        Finish finish = new Finish(goal - ROUNDING);
        TrainingMethod trainer = run.plan().trainer(config, List.of(finish));
        finish.stops(trainer);
        float[] weights = run.fit(trainer).lastWeights();
        double seconds = Reached.secondsSince(start);
        return new Reached(seconds, run.evaluate(weights, Split.TRAINING).loss());
    }

    /** Ends a training at the step whose loss, that of all rows, is low enough. */
    private static final class Finish implements TrainingListener {
        private final double loss;
        private Optional<TrainingMethod> trainer = Optional.empty();

        Finish(double loss) {
            this.loss = loss;
        }

        void stops(TrainingMethod method) {
            trainer = Optional.of(method);
        }

        @Override
        public void stepped(StepReport report) {
            if (report.loss() <= loss) {
                trainer.ifPresent(TrainingMethod::stop);
            }
        }
    }
}
