package dev.lockstep.cli;

import dev.lockstep.config.ComparisonConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.report.ComparisonFiles;
import dev.lockstep.report.ComparisonProgress;
import dev.lockstep.report.RunFolder;
import dev.lockstep.spark.Comparison;
import dev.lockstep.spark.ComparisonJob;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains one model in several ways and shows which is best. */
@Command(
        name = "compare",
        description =
                "Trains one model with several optimizers or schedules, each at several rates, on the same rows and from"
                        + " the same seed; shows a table, and leaves a page with the curves in the folder that the file"
                        + " calls output.",
        footer = {
            "",
            "Examples:",
            "  lockstep compare examples/optimizers.yaml",
            "  lockstep compare examples/schedules.yaml",
            "  lockstep compare run.yaml --set compare.learning_rates=[0.01,0.1]",
            "",
            "The file is that of a run without optimizer and schedule; beside data and the rest it has",
            "  compare:",
            "    optimizers: [sgd, momentum, {name: adam, beta_2: 0.99}]",
            "    learning_rates: [0.001, 0.01, 0.1]",
            "    seeds: 5",
            "    target: {val_accuracy: 0.9}",
            "The folder holds compare.html (curves and tables), compare.json (every training),",
            "config.yaml and spark.log. Ctrl-C ends the training after the step it is at, and keeps",
            "what is found so far; a second Ctrl-C ends all at once."
        })
final class Compare implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private SparkOptions spark = new SparkOptions();

    Compare(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ComparisonConfig config =
                RunConfigs.readComparison(options.file(), terminal.environment(), options.overrides());
        return SparkRun.run(spark, (conf, log) -> {
            RunFolder folder = RunFolder.claim(config.run().output(), options.overwrite(), SparkOptions.hadoop(conf));
            ComparisonFiles files = new ComparisonFiles(folder, config, RunConfigs.write(config), log);
            ComparisonProgress shown = new ComparisonProgress(options.style(terminal), config, terminal.out());
            return run(new Run(config, conf, folder, files, shown));
        });
    }

    private record Run(
            ComparisonConfig config,
            SparkConf conf,
            RunFolder folder,
            ComparisonFiles files,
            ComparisonProgress shown) {}

    private int run(Run run) throws IOException {
        try (SparkOptions.Session session = SparkOptions.start(run.conf())) {
            ComparisonJob job = new ComparisonJob(run.config(), session.spark(), List.of(run.files(), run.shown()));
            try (Signals signals = Signals.stopping(job::stop)) {
                return run(run, job, signals);
            }
        } catch (Exception | Error e) { // Spark throws checked ones, too, without declaring them
            run.shown().clear();
            run.files().fail(Failure.of(e).line());
            throw e;
        } finally {
            run.files().keepLog();
        }
    }

    private int run(Run run, ComparisonJob job, Signals signals) throws IOException {
        try {
            Comparison comparison = job.run();
            Optional<Integer> signal = signals.exitCode();
            run.files().finish(comparison, signal.isPresent() ? "stopped" : "completed");
            run.shown().finish(comparison, run.folder());
            if (signal.isEmpty() && comparison.hasOnlyDiverged()) {
                terminal.err().println("lockstep: every training diverged: try smaller compare.learning_rates");
                return ExitCode.DIVERGED;
            }
            return signal.orElse(ExitCode.DONE);
        } catch (CancellationException e) {
            run.shown().clear();
            run.files().fail("stopped before training");
            terminal.err().println("lockstep: stopped before training, so there is nothing to compare");
            return signals.exitCode().orElse(ExitCode.UNEXPECTED);
        }
    }
}
