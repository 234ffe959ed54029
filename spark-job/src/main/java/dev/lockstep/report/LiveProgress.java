package dev.lockstep.report;

import dev.lockstep.config.RunConfig;
import dev.lockstep.model.Evaluation;
import dev.lockstep.spark.PreparedData;
import dev.lockstep.spark.TrainingOutcome;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.StepReport;
import dev.lockstep.train.TrainingStart;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** One line that is written over: where the run is, how good it is, how fast, and how long it still takes. */
final class LiveProgress implements Progress {
    private static final long BETWEEN_NANOS = 100_000_000;
    /** No wrapping, to the line's start, the line, to its end; else a narrow window fills with pieces of old lines. */
    private static final String BEFORE = "\u001b[?7l\r";

    private static final String AFTER = "\u001b[K\u001b[?7h";

    private final RunConfig config;
    private final PrintStream out;
    private final String beginning;
    private long steps;
    private long rows;
    private long shown;
    private boolean resumed;
    private double secondsBefore;
    private Optional<Evaluation> validation = Optional.empty();

    /** @param beginning of the lines about a training, for one among several */
    LiveProgress(RunConfig config, PrintStream out, String beginning) {
        this.config = config;
        this.out = out;
        this.beginning = beginning;
    }

    @Override
    public void phase(Phase phase) {
        switch (phase) {
            case READING -> show("reading " + Sources.name(config.data().train()) + " ...");
            case PACKING -> show("shuffling and packing ...");
            case TRAINING -> show("training ...");
            case TESTING -> show("scoring the test rows ...");
        }
    }

    @Override
    public void warning(String line) {
        show(line);
        out.println();
    }

    @Override
    public void prepared(PreparedData data) {
        show(Lines.data(data));
        out.println();
    }

    @Override
    public void started(TrainingStart training) {
        steps = training.steps();
        resumed = training.firstStep() > 0;
    }

    @Override
    public void stepped(StepReport report) {
        if (resumed) { // what was before took its time, and its rows are not counted here
            resumed = false;
            secondsBefore = report.seconds();
        } else {
            rows += report.rows();
        }
        long now = System.nanoTime();
        if (now - shown < BETWEEN_NANOS || rows == 0) {
            return;
        }
        shown = now;
        double seconds = report.seconds();
        long done = report.step().number() + 1;
        show(beginning
                + String.format(
                        Locale.ROOT,
                        "epoch %d/%d  step %d/%d  %s  %s rows/s  rate %s  %s left",
                        report.step().epoch() + 1,
                        config.trainer().epochs(),
                        report.step().index() + 1,
                        report.step().steps(),
                        Lines.losses(report.loss(), validation),
                        Figures.count(rows / (seconds - secondsBefore)),
                        Figures.rate(report.learningRate()),
                        Figures.seconds(seconds / done * (steps - done))));
    }

    @Override
    public void evaluated(EpochReport report) {
        validation = report.validation();
        show(beginning + Lines.epoch(report, config.trainer().epochs()));
    }

    @Override
    public void finish(TrainingOutcome outcome, RunFolder folder) {
        clear();
        Lines.summary(outcome, config.trainer().epochs(), folder.name()).forEach(out::println);
    }

    @Override
    public void clear() {
        show("");
        out.print('\r');
        out.flush();
    }

    private void show(String line) {
        out.print(BEFORE + line + AFTER);
        out.flush();
    }
}
