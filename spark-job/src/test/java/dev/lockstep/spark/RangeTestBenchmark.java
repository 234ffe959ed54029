package dev.lockstep.spark;

import dev.lockstep.config.ComparisonConfig;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.model.Evaluation;
import dev.lockstep.report.RunLog;
import dev.lockstep.report.TextTable;
import dev.lockstep.train.Contender;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.RangeTestResult;
import dev.lockstep.train.RangeTestSettings;
import dev.lockstep.train.RateTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Whether training at the rate that a range test suggests is as good as at the best of a grid: softmax regression on
 * Fashion-MNIST, 3 epochs at a constant rate, the validation accuracy at the end.
 *
 * <p>{@code LOCKSTEP_DATA=… deploy/bin/lockstep-bench RangeTest [name of an optimizer]…}
 */
final class RangeTestBenchmark {
    private static final List<Double> GRID = List.of(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0);
    private static final double POINTS = 0.5;
    private static final String WITHOUT_ENTRIES = "compare={optimizers: [%s], learning_rates: %s}";

    /** How far it is, on the error stream. */
    private static final ComparisonListener TOLD = new ComparisonListener() {
        @Override
        public void trialEnded(Comparison soFar, Contender contender, RateTrial trial) {
            System.err.println(
                    contender.name() + ": rate " + trial.learningRate() + ", accuracy " + percent(accuracy(trial)));
        }
    };

    private RangeTestBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> environment = System.getenv();
        if (!Files.isDirectory(Path.of(environment.getOrDefault("LOCKSTEP_DATA", "data"), "fashion-mnist"))) {
            System.out.println("skipped: there is no Fashion-MNIST; set LOCKSTEP_DATA, or run deploy/bin/fetch-data");
            return;
        }
        List<String> optimizers = arguments.length > 0 ? List.of(arguments) : List.of("sgd", "momentum", "adam");
        RunLog log = RunLog.start();
        TextTable table =
                new TextTable(true).row("optimizer", "suggestion", "accuracy", "best of grid", "accuracy", "");
        try (SparkSession spark = SparkSessions.open("range test benchmark", new SparkConf())) {
            for (String optimizer : optimizers) {
                double rate = suggestion(spark, optimizer, environment);
                System.err.println(optimizer + ": suggestion " + rate);
                List<Double> rates = new ArrayList<>(GRID);
                rates.add(0, rate);
                List<RateTrial> trials = trials(spark, optimizer, rates, environment);
                double reached = accuracy(trials.get(0));
                RateTrial best = trials.get(1);
                for (RateTrial trial : trials.subList(1, trials.size())) {
                    best = accuracy(trial) > accuracy(best) ? trial : best;
                }
                table.row(
                        optimizer,
                        Double.toString(rate),
                        percent(reached),
                        Double.toString(best.learningRate()),
                        percent(accuracy(best)),
                        reached >= accuracy(best) - POINTS ? "reached" : "MISSED");
            }
        } finally {
            log.end(false);
        }
        table.lines().forEach(System.out::println);
    }

    private static double suggestion(SparkSession spark, String optimizer, Map<String, String> environment) {
        RunConfig config = RunConfigs.read(
                Path.of("deploy/examples/fashion-mnist.yaml"),
                environment,
                List.of("optimizer=" + optimizer, "schedule=none", "trainer.epochs=3"));
        RangeTestResult result = new RangeTestJob(config, RangeTestSettings.DEFAULT, spark, List.of()).run();
        return result.suggestion()
                .orElseThrow(() -> new IllegalStateException(result.problem().orElse("")));
    }

    private static List<RateTrial> trials(
            SparkSession spark, String optimizer, List<Double> rates, Map<String, String> environment) {
        ComparisonConfig config = RunConfigs.readComparison(
                Path.of("deploy/examples/optimizers.yaml"),
                environment,
                List.of(
                        WITHOUT_ENTRIES.formatted(
                                optimizer, rates.stream().distinct().toList()),
                        "trainer.epochs=3",
                        "trainer.evaluate_every=1 epoch",
                        "trainer.batch_size=256"));
        Contender contender = new ComparisonJob(config, spark, List.of(TOLD))
                .run()
                .contenders()
                .get(0);
        return contender.trials();
    }

    /** In percent, at the end; none of a training that diverged. */
    private static double accuracy(RateTrial trial) {
        return trial.isSound()
                ? trial.evaluations().stream()
                        .reduce((first, second) -> second)
                        .flatMap(EpochReport::validation)
                        .map(Evaluation::metrics)
                        .map(metrics -> 100 * metrics.getOrDefault("accuracy", 0.0))
                        .orElse(0.0)
                : 0;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f %%", value);
    }
}
