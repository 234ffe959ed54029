package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.RunConfig;
import dev.lockstep.numeric.Checks;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.spark.JobListener.Phase;
import dev.lockstep.train.RangeTest;
import dev.lockstep.train.RangeTestResult;
import dev.lockstep.train.RangeTestSettings;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.spark.sql.SparkSession;

/**
 * A learning-rate range test of a run, over the rows, in the batches, and from the weights of its training. Rows for validation
 * and test are cut off as in a {@link TrainingJob}, and stay unseen. The run's schedule is not used.
 */
public final class RangeTestJob {
    private final RunConfig config;
    private final RangeTestSettings settings;
    private final SparkSession spark;
    private final JobControl control;

    /**
     * A job that has not begun.
     *
     * @throws IllegalArgumentException if the optimizer is L-BFGS, which takes no rate
     */
    public RangeTestJob(
            RunConfig config, RangeTestSettings settings, SparkSession spark, List<? extends JobListener> listeners) {
        Checks.require(
                !config.optimizer().name().equals(Lbfgs.NAME),
                "optimizer of a range test",
                "one that takes a learning rate",
                Lbfgs.NAME);
        this.config = config;
        this.settings = settings;
        this.spark = spark;
        this.control = new JobControl(spark, listeners);
    }

    /**
     * Runs the job, once. A loss that diverges ends the test, and is part of the result.
     *
     * @throws ConfigException if the configuration does not fit the data
     * @throws DataException if the data cannot be used
     * @throws CancellationException if {@link #stop} was called before the test began
     */
    public RangeTestResult run() {
        return control.run(() -> {
            try (PreparedRun run = PreparedRun.open(spark, config, control)) {
                control.prepared(run.data());
                control.phase(Phase.TRAINING);
                RangeTest test = run.plan().rangeTest(settings);
                control.use(run, test::stop);
                if (control.isStopping()) { // it may have been asked for before there was a test to ask
                    throw JobControl.cancelled(null);
                }
                return run.test(test);
            }
        });
    }

    /** Ends the job, from any thread: the test ends after the step under way. */
    public void stop() {
        control.stop();
    }
}
