package dev.lockstep.cli;

import dev.lockstep.config.ComparisonConfig;
import dev.lockstep.config.ComparisonConfig.Entry;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.report.DrawnSchedule;
import dev.lockstep.report.Progress;
import dev.lockstep.report.ScheduleDrawing;
import dev.lockstep.spark.RowCount;
import dev.lockstep.train.Sharding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the schedules of a file. */
@Command(
        name = "schedules",
        description = "Draws the learning rates of a run over its epochs, and momentum where that cycles; of a"
                + " comparison, those of every entry.",
        footer = {
            "",
            "Examples:",
            "  lockstep schedules run.yaml",
            "  lockstep schedules run.yaml --rows 54000 --set schedule.decay_steps=2epochs",
            "  lockstep schedules examples/schedules.yaml --output schedules.html",
            "",
            "How long an epoch is, the rows say: they are counted, unless --rows or",
            "--steps-per-epoch tells. Of a comparison, each entry is drawn at the middle one",
            "of its rates; the only one, at all of them."
        })
final class Schedules implements Callable<Integer> {
    private static final String BESIDE = "-schedules.html";

    private final Terminal terminal;

    @Parameters(paramLabel = "RUN.YAML", description = "The file of a run, or of a comparison.")
    private Path file = Path.of("");

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A key of the file to set, as for train.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--rows", paramLabel = "N", description = "How many rows there are to train on; none are read.")
    private Optional<Long> rows = Optional.empty();

    @Option(names = "--steps-per-epoch", paramLabel = "N", description = "How many steps an epoch has; no row is read.")
    private Optional<Long> stepsPerEpoch = Optional.empty();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where the page belongs. Default: beside the output of the run, with -schedules.html at its"
                    + " end, and replaced.")
    private Optional<String> output = Optional.empty();

    @Option(names = "--overwrite", description = "Replace the file that --output names.")
    private boolean overwrite;

    @Mixin
    private SparkOptions spark = new SparkOptions();

    Schedules(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        requireOneLength();
        if (RunConfigs.isComparison(file, terminal.environment(), overrides)) {
            ComparisonConfig comparison = RunConfigs.readComparison(file, terminal.environment(), overrides);
            return draw(comparison.run(), RunConfigs.write(comparison), steps -> drawn(comparison, steps));
        }
        RunConfig run = RunConfigs.read(file, terminal.environment(), overrides);
        if (run.schedule().isEmpty()) {
            throw new ConfigException("schedules: optimizer " + run.optimizer().name()
                    + " chooses every step by a line search, so that there is no schedule to draw");
        }
        String name = run.schedule().get().name();
        return draw(run, RunConfigs.write(run), steps -> List.of(DrawnSchedule.of(name, "", run, steps)));
    }

    private void requireOneLength() {
        if (rows.isPresent() && stepsPerEpoch.isPresent()) {
            throw new ConfigException(
                    "schedules: --rows and --steps-per-epoch both say how long an epoch is: keep one");
        }
        requirePositive("--rows", rows);
        requirePositive("--steps-per-epoch", stepsPerEpoch);
    }

    private static void requirePositive(String option, Optional<Long> number) {
        if (number.isPresent() && number.get() < 1) {
            throw new ConfigException("schedules: " + option + " must be at least 1, but was " + number.get());
        }
    }

    private static List<DrawnSchedule> drawn(ComparisonConfig comparison, long steps) {
        List<Entry> entries = comparison.entries();
        List<DrawnSchedule> drawn = new ArrayList<>();
        for (Entry entry : entries) {
            List<Double> rates = entries.size() == 1 ? entry.learningRates() : List.of(middle(entry.learningRates()));
            for (double rate : rates) {
                String said = DrawnSchedule.rate(rate);
                RunConfig run = comparison.run(entry, rate, 0);
                drawn.add(
                        entries.size() == 1
                                ? DrawnSchedule.of(said, "", run, steps)
                                : DrawnSchedule.of(entry.label(), said, run, steps));
            }
        }
        return drawn;
    }

    /** The lower one of two. */
    private static double middle(List<Double> rates) {
        return rates.stream().sorted().toList().get((rates.size() - 1) / 2);
    }

    /** What there is to draw, once the steps of an epoch are known. */
    @FunctionalInterface
    private interface Drawn {
        List<DrawnSchedule> at(long stepsPerEpoch);
    }

    private int draw(RunConfig run, String yaml, Drawn drawn) throws IOException {
        return SparkRun.run(spark, (conf, log) -> {
            ScheduleDrawing drawing = new ScheduleDrawing(drawn.at(stepsPerEpoch(run, conf)), yaml);
            var hadoop = SparkOptions.hadoop(conf);
            String page = output.isPresent()
                    ? drawing.write(output.get(), overwrite, hadoop)
                    : drawing.write(run.output().replaceAll("/+$", "") + BESIDE, hadoop);
            drawing.text().forEach(terminal.out()::println);
            terminal.out().println("chart: " + page);
            return ExitCode.DONE;
        });
    }

    private long stepsPerEpoch(RunConfig run, SparkConf conf) {
        return stepsPerEpoch.orElseGet(() -> Sharding.stepsPerEpoch(
                rows.orElseGet(() -> counted(run, conf)), run.trainer().batchSize()));
    }

    private long counted(RunConfig run, SparkConf conf) {
        try (SparkOptions.Session session = SparkOptions.start(conf)) {
            return RowCount.training(session.spark(), run, Progress.of(Progress.Style.PLAIN, run, terminal.out()));
        }
    }
}
