package dev.lockstep.report;

import dev.lockstep.config.RunConfig;
import dev.lockstep.spark.TrainingOutcome;
import java.io.PrintStream;

/** Only the table at the end. */
record SilentProgress(RunConfig config, PrintStream out) implements Progress {
    @Override
    public void finish(TrainingOutcome outcome, RunFolder folder) {
        Lines.summary(outcome, config.trainer().epochs(), folder.name()).forEach(out::println);
    }
}
