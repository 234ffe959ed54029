package dev.lockstep.spark;

import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.model.Evaluation;
import dev.lockstep.report.RunLog;
import dev.lockstep.report.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Whether the examples reach on real data what they should: each is trained with three seeds, its test part is scored once for
 * each, and the worst counts. The settings in the examples were chosen on their validation parts.
 *
 * <p>{@code LOCKSTEP_DATA=… deploy/bin/lockstep-bench Accuracy [name of an example]…}
 */
final class AccuracyBenchmark {
    private static final List<Integer> SEEDS = List.of(1, 2, 3);

    private static final List<Goal> GOALS = List.of(
            new Goal("fashion-mnist", "accuracy", 0.840, true),
            new Goal("a9a", "accuracy", 0.848, true),
            new Goal("a9a", "auc", 0.901, true),
            new Goal("agaricus", "accuracy", 1, true),
            new Goal("adult", "accuracy", 0.850, true),
            new Goal("adult", "auc", 0.904, true),
            new Goal("california-housing", "rmse", 69_500, false),
            new Goal("airlines", "auc", 0.647, true),
            new Goal("fashion-mnist-mlp", "accuracy", 0.890, true),
            new Goal("fashion-mnist-cnn", "accuracy", 0.920, true),
            new Goal("california-housing-mlp", "rmse", 54_000, false),
            new Goal("adult-mlp", "accuracy", 0.855, true));

    private AccuracyBenchmark() {}

    /** What the worst seed of an example must reach. */
    private record Goal(String example, String metric, double bound, boolean higherIsBetter) {
        double worst(List<Evaluation> evaluations) {
            var values = evaluations.stream().mapToDouble(e -> e.metrics().getOrDefault(metric, Double.NaN));
            return (higherIsBetter ? values.min() : values.max()).orElse(Double.NaN);
        }

        boolean reachedBy(double value) {
            return higherIsBetter ? value >= bound : value <= bound;
        }
    }

    /** The test and validation figures of one example, in the order of the seeds. */
    private record Runs(List<Evaluation> tests, List<Evaluation> validations, double seconds) {}

    public static void main(String[] arguments) throws IOException {
        RunLog log = RunLog.start();
        Path examples = Path.of("deploy/examples"); // benchmarks run in the root of the project
        List<String> only = List.of(arguments);
        TextTable table = new TextTable(true)
                .row("example", "metric", "bound", "worst test", "worst validation", "seconds a run", "");
        Map<String, Runs> runs = new HashMap<>();
        try (SparkSession spark = SparkSessions.open("accuracy benchmark", new SparkConf())) {
            for (Goal goal : GOALS) {
                if (only.isEmpty() || only.contains(goal.example())) {
                    Runs of = runs.computeIfAbsent(goal.example(), name -> run(spark, examples, name));
                    double worst = goal.worst(of.tests());
                    table.row(
                            goal.example(),
                            goal.metric(),
                            figure(goal.bound()),
                            figure(worst),
                            figure(goal.worst(of.validations())),
                            figure(of.seconds()),
                            goal.reachedBy(worst) ? "reached" : "MISSED");
                }
            }
        }
        log.end(false);
        table.lines().forEach(System.out::println);
    }

    private static Runs run(SparkSession spark, Path examples, String name) {
        List<Evaluation> tests = new ArrayList<>();
        List<Evaluation> validations = new ArrayList<>();
        double seconds = 0;
        for (int seed : SEEDS) {
            RunConfig config =
                    RunConfigs.read(examples.resolve(name + ".yaml"), System.getenv(), List.of("trainer.seed=" + seed));
            TrainingOutcome outcome = new TrainingJob(config, spark).run();
            tests.add(outcome.test().orElseThrow());
            validations.add(outcome.validation().orElseThrow());
            seconds += outcome.seconds().values().stream().mapToDouble(s -> s).sum() / SEEDS.size();
        }
        return new Runs(tests, validations, seconds);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value >= 2 ? "%,.1f" : "%.4f", value);
    }
}
