package dev.lockstep.report;

import dev.lockstep.config.ComparisonConfig;
import dev.lockstep.config.ComparisonConfig.Entry;
import dev.lockstep.spark.Comparison;
import dev.lockstep.spark.ComparisonListener;
import dev.lockstep.spark.PreparedData;
import dev.lockstep.train.Contender;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.RateTrial;
import dev.lockstep.train.StepReport;
import dev.lockstep.train.TrainingStart;
import java.io.PrintStream;
import java.util.Locale;

/** Tells people how a comparison comes along: a line for each training, and the table at the end. */
public final class ComparisonProgress implements ComparisonListener {
    private final Progress.Style style;
    private final ComparisonConfig config;
    private final PrintStream out;
    private Progress training;
    private String beginning = "";

    public ComparisonProgress(Progress.Style style, ComparisonConfig config, PrintStream out) {
        this.style = style;
        this.config = config;
        this.out = out;
        this.training = Progress.of(style, config.run(), out);
    }

    @Override
    public void phase(Phase phase) {
        training.phase(phase);
    }

    @Override
    public void warning(String line) {
        training.warning(line);
    }

    @Override
    public void prepared(PreparedData data) {
        training.prepared(data);
        if (style != Progress.Style.NONE) {
            training.clear();
            int seeds = config.seeds();
            out.println(config.trainings() + (config.trainings() == 1 ? " training" : " trainings") + " of "
                    + epochs(config) + " each"
                    + (seeds == 1 ? "" : ", the best rate of each entry with " + seeds + " seeds"));
        }
    }

    /** {@code 10 epochs}; {@code 5 to 20 epochs} where entries have others. */
    static String epochs(ComparisonConfig config) {
        int least = config.entries().stream().mapToInt(Entry::epochs).min().orElseThrow();
        int most = config.entries().stream().mapToInt(Entry::epochs).max().orElseThrow();
        return (least == most ? "" : least + " to ") + most + (most == 1 ? " epoch" : " epochs");
    }

    @Override
    public void trialBegins(String label, double learningRate, long seed, int number) {
        int digits = Integer.toString(config.trainings()).length();
        int width = config.entries().stream()
                .mapToInt(entry -> entry.label().length())
                .max()
                .orElse(0);
        beginning = String.format(
                Locale.ROOT,
                "%" + digits + "d/%d  %-" + width + "s  rate %s  %s",
                number,
                config.trainings(),
                label,
                Figures.rate(learningRate),
                seed == config.seed(0) ? "" : "seed " + seed + "  ");
        training = Progress.of(style, config.run(), out, beginning);
    }

    @Override
    public void started(TrainingStart start) {
        training.started(start);
    }

    @Override
    public void stepped(StepReport report) {
        training.stepped(report);
    }

    @Override
    public void evaluated(EpochReport report) {
        if (style == Progress.Style.LIVE) { // in a log, a line for each training is enough
            training.evaluated(report);
        }
    }

    @Override
    public void trialEnded(Comparison soFar, Contender contender, RateTrial trial) {
        if (style != Progress.Style.NONE) {
            training.clear();
            out.println(beginning + ending(trial));
        }
    }

    private static String ending(RateTrial trial) {
        if (!trial.isSound()) {
            return trial.error().orElseGet(() -> ComparisonTable.word(trial));
        }
        EpochReport best = trial.best().orElseThrow();
        EpochReport last = trial.evaluations().get(trial.evaluations().size() - 1);
        return Lines.losses(best.loss(), best.validation()) + "  in epoch " + best.epoch() + "  "
                + Figures.seconds(last.seconds());
    }

    /** Shows what was found, and where it is. */
    public void finish(Comparison comparison, RunFolder folder) {
        training.clear();
        TextTable table = new TextTable(true);
        ComparisonTable.chosen(comparison).forEach(table::row);
        out.println();
        table.lines().forEach(out::println);
        out.println();
        comparison.goal().ifPresent(goal -> out.println("target: " + ComparisonTable.target(goal)));
        new TextTable(false)
                .row("chart", folder.name() + "/" + RunFolder.COMPARISON_PAGE)
                .row("every training", folder.name() + "/" + RunFolder.COMPARISON)
                .lines()
                .forEach(out::println);
    }

    /** Leaves the terminal clean for an error's line. */
    public void clear() {
        training.clear();
    }
}
