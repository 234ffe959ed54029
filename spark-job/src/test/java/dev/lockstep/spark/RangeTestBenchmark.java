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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Whether training at the rate that a range test suggests is as good as at the best of a grid: on Fashion-MNIST, 3 epochs at a
 * constant rate, the mean of the validation accuracy at the end over 3 seeds.
 *
 * <p>{@code LOCKSTEP_DATA=… deploy/bin/lockstep-bench RangeTest [softmax|network] [name of an optimizer]…}: softmax regression, unless
 * it is to be the network 784-300-100-10.
 */
final class RangeTestBenchmark {
    private static final List<Double> GRID = List.of(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0);
    private static final List<Integer> SEEDS = List.of(42, 43, 44);
    private static final double POINTS = 0.5;
    private static final String NETWORK = "network";
    private static final String LAYERS =
            "model={type: network, layers: [flatten, {dense: 300, activation: relu, init: he_normal}, "
                    + "{dense: 100, activation: relu, init: he_normal}, {dense: classes}]}";
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
        List<String> named = new ArrayList<>(List.of(arguments));
        String model = named.remove(NETWORK) ? LAYERS : "model=linear";
        named.remove("softmax");
        List<String> optimizers = named.isEmpty() ? List.of("sgd", "momentum", "adam") : named;
        RunLog log = RunLog.start();
        TextTable table =
                new TextTable(true).row("optimizer", "suggestion", "accuracy", "best of grid", "accuracy", "");
        try (SparkSession spark = SparkSessions.open("range test benchmark", new SparkConf())) {
            for (String optimizer : optimizers) {
                double rate = suggestion(spark, optimizer, model, environment);
                System.err.println(optimizer + ": suggestion " + rate);
                List<Double> rates = new ArrayList<>(List.of(rate));
                rates.addAll(GRID);
                List<Double> means = means(spark, optimizer, rates, model, environment);
                int best = 1;
                for (int i = 1; i < rates.size(); i++) {
                    best = means.get(i) > means.get(best) ? i : best;
                }
                table.row(
                        optimizer,
                        Double.toString(rate),
                        percent(means.get(0)),
                        Double.toString(rates.get(best)),
                        percent(means.get(best)),
                        means.get(0) >= means.get(best) - POINTS ? "reached" : "MISSED");
            }
        } finally {
            log.end(false);
        }
        table.lines().forEach(System.out::println);
    }

    private static double suggestion(
            SparkSession spark, String optimizer, String model, Map<String, String> environment) {
        RunConfig config = RunConfigs.read(
                Path.of("deploy/examples/fashion-mnist.yaml"),
                environment,
                List.of("optimizer=" + optimizer, model, "schedule=none", "trainer.epochs=3"));
        RangeTestResult result = new RangeTestJob(config, RangeTestSettings.DEFAULT, spark, List.of()).run();
        return result.suggestion()
                .orElseThrow(() -> new IllegalStateException(result.problem().orElse("")));
    }

    /** The mean accuracy at each of these rates. */
    private static List<Double> means(
            SparkSession spark, String optimizer, List<Double> rates, String model, Map<String, String> environment) {
        double[] sums = new double[rates.size()];
        for (int seed : SEEDS) {
            List<RateTrial> trials = trials(spark, optimizer, rates, model, seed, environment);
            for (int i = 0; i < sums.length; i++) {
                double rate = rates.get(i);
                sums[i] += trials.stream()
                        .filter(trial -> trial.learningRate() == rate)
                        .mapToDouble(RangeTestBenchmark::accuracy)
                        .findFirst()
                        .orElseThrow();
            }
        }
        return Arrays.stream(sums).mapToObj(sum -> sum / SEEDS.size()).toList();
    }

    private static List<RateTrial> trials(
            SparkSession spark,
            String optimizer,
            List<Double> rates,
            String model,
            int seed,
            Map<String, String> environment) {
        ComparisonConfig config = RunConfigs.readComparison(
                Path.of("deploy/examples/optimizers.yaml"),
                environment,
                List.of(
                        WITHOUT_ENTRIES.formatted(
                                optimizer, rates.stream().distinct().toList()),
                        model,
                        "trainer.seed=" + seed,
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
