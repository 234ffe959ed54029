package dev.lockstep.report;

import dev.lockstep.config.RunConfig;
import dev.lockstep.spark.PreparedData;
import dev.lockstep.spark.TrainingOutcome;
import dev.lockstep.train.EpochReport;
import java.io.PrintStream;

/** Lines one after another, as a log wants them. */
record PlainProgress(RunConfig config, PrintStream out) implements Progress {
    @Override
    public void phase(Phase phase) {
        switch (phase) {
            case READING -> out.println("reading " + Sources.name(config.data().train()));
            case TESTING -> out.println("scoring the test rows");
            case PACKING, TRAINING -> {}
        }
    }

    @Override
    public void warning(String line) {
        out.println(line);
    }

    @Override
    public void prepared(PreparedData data) {
        out.println(Lines.data(data));
    }

    @Override
    public void evaluated(EpochReport report) {
        out.println(Lines.epoch(report, config.trainer().epochs()));
    }

    @Override
    public void finish(TrainingOutcome outcome, RunFolder folder) {
        Lines.summary(outcome, config.trainer().epochs(), folder.name()).forEach(out::println);
    }
}
