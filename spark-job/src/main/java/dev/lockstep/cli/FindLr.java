package dev.lockstep.cli;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.report.Progress;
import dev.lockstep.report.RangeTestFiles;
import dev.lockstep.report.RunFolder;
import dev.lockstep.spark.RangeTestJob;
import dev.lockstep.train.RangeTestResult;
import dev.lockstep.train.RangeTestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds the learning rate of a run by a range test. */
@Command(
        name = "find-lr",
        description = "Finds a learning rate for the run that a YAML file says: a few hundred steps at rates that rise"
                + " from one to the next, until the loss diverges.",
        footer = {
            "",
            "Examples:",
            "  lockstep find-lr run.yaml",
            "  lockstep find-lr run.yaml --write",
            "  lockstep find-lr run.yaml --min 1e-4 --max 100 --set optimizer=lars",
            "",
            "The folder holds find-lr.html (the loss over the rate), find-lr.json (every",
            "step), config.yaml and spark.log. Nothing of it is used by lockstep train."
        })
final class FindLr implements Callable<Integer> {
    private static final String BESIDE = "-find-lr";

    private final Terminal terminal;

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private SparkOptions spark = new SparkOptions();

    @Option(names = "--min", paramLabel = "RATE", description = "The first rate. Default: 1e-6.")
    private double min = RangeTestSettings.DEFAULT.min();

    @Option(names = "--max", paramLabel = "RATE", description = "The last rate, if the loss gets so far. Default: 10.")
    private double max = RangeTestSettings.DEFAULT.max();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "How many rates from the first to the last, an update at each. Default: 250.")
    private int steps = RangeTestSettings.DEFAULT.steps();

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Where the chart goes. Default: beside the output of the run, with -find-lr at its end.")
    private Optional<String> output = Optional.empty();

    @Option(
            names = "--write",
            description =
                    "Write the suggestion into the YAML file, as the rate of its schedule or optimizer; everything"
                            + " else in the file stays as it is.")
    private boolean write;

    FindLr(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig config = RunConfigs.read(options.file(), terminal.environment(), options.overrides());
        if (config.schedule().isEmpty()) {
            throw new ConfigException("find-lr: optimizer " + config.optimizer().name()
                    + " chooses every step by a line search, so that there is no rate to find: train with it as it is");
        }
        RangeTestSettings settings = settings();
        String folderName = output.orElse(config.output().replaceAll("/+$", "") + BESIDE);
        return SparkRun.run(spark, (conf, log) -> {
            RunFolder folder = RunFolder.claim(folderName, options.overwrite(), SparkOptions.hadoop(conf));
            RangeTestFiles files = new RangeTestFiles(folder, config, log);
            Progress shown = Progress.of(options.style(terminal), config, terminal.out());
            return run(new Run(config, settings, conf, folder, files, shown));
        });
    }

    private RangeTestSettings settings() {
        try {
            return new RangeTestSettings(min, max, steps);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("find-lr: --" + e.getMessage());
        }
    }

    private record Run(
            RunConfig config,
            RangeTestSettings settings,
            SparkConf conf,
            RunFolder folder,
            RangeTestFiles files,
            Progress shown) {}

    private int run(Run run) throws IOException {
        try (SparkOptions.Session session = SparkOptions.start(run.conf())) {
            RangeTestJob job =
                    new RangeTestJob(run.config(), run.settings(), session.spark(), List.of(run.files(), run.shown()));
            try (Signals signals = Signals.stopping(job::stop)) {
                return run(run, job, signals);
            }
        } catch (Exception | Error e) { // Spark throws checked ones, too, without declaring them
            run.shown().clear();
            run.files().fail();
            throw e;
        } finally {
            run.files().keepLog();
        }
    }

    private int run(Run run, RangeTestJob job, Signals signals) throws IOException {
        RangeTestResult result;
        try {
            result = job.run();
        } catch (CancellationException e) {
            run.shown().clear();
            run.files().fail();
            terminal.err().println("lockstep: stopped before the test, so there is nothing found");
            return signals.exitCode().orElse(ExitCode.UNEXPECTED);
        }
        run.files().finish(result);
        run.shown().clear();
        RangeTestFiles.summary(result).forEach(terminal.out()::println);
        terminal.out().println("chart: " + run.folder().name() + "/" + RunFolder.RANGE_TEST_PAGE);
        Optional<Integer> signal = signals.exitCode();
        OptionalDouble suggestion = result.suggestion();
        if (suggestion.isEmpty()) {
            terminal.err().println("lockstep: " + result.problem().orElseThrow());
            return signal.orElse(ExitCode.DIVERGED);
        }
        if (write && signal.isEmpty()) {
            write(run.config(), suggestion.getAsDouble());
        }
        return signal.orElse(ExitCode.DONE);
    }

    private void write(RunConfig config, double rate) throws IOException {
        String entry = RunConfigs.learningRateEntry(config, rate);
        String edited = RunConfigs.withLearningRate(options.file(), terminal.environment(), options.overrides(), rate)
                .orElseThrow(() -> new ConfigException("find-lr: " + options.file()
                        + " is written in a way that --write cannot change safely: write " + entry + " yourself"));
        try {
            Files.writeString(options.file(), edited);
        } catch (IOException e) {
            throw new ConfigException("find-lr: cannot write " + options.file() + " (" + e.getMessage() + "): write "
                    + entry + " yourself");
        }
        terminal.out().println("written: " + entry + " in " + options.file());
    }
}
