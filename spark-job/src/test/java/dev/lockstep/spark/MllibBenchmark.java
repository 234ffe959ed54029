package dev.lockstep.spark;

import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.report.RunLog;
import dev.lockstep.report.TextTable;
import dev.lockstep.spark.MllibContest.Reached;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.linalg.BLAS$;
import org.apache.spark.sql.SparkSession;

/**
 * How long Lockstep takes to be as good as Spark MLlib, against MLlib's seconds, in one {@code local[2]} session on the same cached rows:
 *
 * <ul>
 *   <li>{@code mlp}: Fashion-MNIST, 784-300-100-10. MLlib: 100 iterations of L-BFGS, in the better time of blocks of 128 and 1,024 rows, and in the
 *       better accuracy of the two. Lockstep: the settings of a prototype, three epochs
 *   <li>{@code softmax}: Fashion-MNIST, softmax regression. MLlib: 20 iterations. Lockstep: three epochs, at a rate and with batches chosen in trials that looked at test rows
 *   <li>{@code a9a}: logistic regression without a penalty. MLlib: to its default convergence. Lockstep: L-BFGS over
 *       standardized features, as MLlib standardizes them itself, until the log loss of all training rows is MLlib's
 * </ul>
 *
 * <p>Lockstep's seconds include scoring the test rows, which MLlib's do not. Before the rounds, both sides warm up alike: by a training like those to
 * come, but in {@code mlp}, where MLlib's takes minutes, by one pass over the rows each. In a round MLlib trains and then Lockstep does, each
 * after the other's garbage is collected.
 *
 * <p>{@code LOCKSTEP_DATA=… deploy/bin/lockstep-bench Mllib [mlp|softmax|a9a]… [rounds=N] [block_size=N] [iterations=N]}
 *
 * <p>Fewer iterations than 100 are for trying whether {@code mlp} runs; they prove nothing.
 */
final class MllibBenchmark {
    private static final int SLOTS = 2;

    private final SparkSession spark;
    private final int iterations;
    private final List<Integer> blockSizes;

    private MllibBenchmark(SparkSession spark, int iterations, List<Integer> blockSizes) {
        this.spark = spark;
        this.iterations = iterations;
        this.blockSizes = blockSizes;
    }

    /** What both train, on which example's rows, and the bound on Lockstep's seconds, in MLlib's. */
    private enum Problem {
        MLP("fashion-mnist-mlp", "fashion-mnist", "{divide: 255}", 1, 1 / 60.0, true),
        SOFTMAX("fashion-mnist", "fashion-mnist", "{divide: 255}", 3, 1 / 10.0, true),
        A9A("a9a-lbfgs", "a9a", "none", 5, 1, false);

        private final String example;
        private final String data;
        private final String scale; // of the rows that MLlib gets
        private final int rounds;
        private final double bound;
        private final boolean higherIsBetter;

        Problem(String example, String data, String scale, int rounds, double bound, boolean higherIsBetter) {
            this.example = example;
            this.data = data;
            this.scale = scale;
            this.rounds = rounds;
            this.bound = bound;
            this.higherIsBetter = higherIsBetter;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The example's run, but with all rows to train on, as many shards as slots, and the contest's settings. */
        RunConfig config(Map<String, String> environment, String... more) {
            List<String> settings =
                    new ArrayList<>(List.of("data.validation=none", "monitor=loss", "trainer.shards=" + SLOTS));
            settings.addAll(
                    switch (this) {
                        case MLP -> PerceptronContest.SETTINGS;
                        case SOFTMAX -> SoftmaxContest.SETTINGS;
                        case A9A -> LogisticContest.SETTINGS;
                    });
            settings.addAll(List.of(more));
            return RunConfigs.read(Path.of("deploy/examples", example + ".yaml"), environment, settings);
        }
    }

    /** What came of one round. */
    private record Round(Reached mllib, Reached lockstep) {
        double ratio() {
            return lockstep.seconds() / mllib.seconds();
        }
    }

    public static void main(String[] arguments) throws IOException {
        List<String> names =
                Arrays.stream(arguments).filter(word -> !word.contains("=")).toList();
        OptionalInt rounds = option("rounds=", arguments);
        int iterations = option("iterations=", arguments).orElse(PerceptronContest.ITERATIONS);
        OptionalInt blockSize = option("block_size=", arguments);
        List<Integer> blockSizes = blockSize.isPresent() ? List.of(blockSize.getAsInt()) : List.of(128, 1_024);
        List<String> known = Arrays.stream(Problem.values()).map(Problem::word).toList();
        if (!known.containsAll(names)) {
            throw new IllegalArgumentException(names + " must be among " + known);
        }
        RunLog log = RunLog.start();
        TextTable table = new TextTable(true)
                .row("", "MLlib", "Lockstep", "MLlib, s", "Lockstep, s", "ratio", "bound", "rounds", "");
        SparkConf conf = new SparkConf().setMaster("local[" + SLOTS + "]");
        try (SparkSession spark = SparkSessions.open("MLlib benchmark", conf)) {
            System.out.println(
                    "MLlib's BLAS: " + BLAS$.MODULE$.nativeBLAS().getClass().getName());
            MllibBenchmark benchmark = new MllibBenchmark(spark, iterations, blockSizes);
            for (Problem problem : Problem.values()) {
                if (names.isEmpty() || names.contains(problem.word())) {
                    benchmark.run(problem, rounds.orElse(problem.rounds), table);
                }
            }
        } finally {
            log.end(false);
        }
        table.lines().forEach(System.out::println);
    }

    private static OptionalInt option(String start, String[] arguments) {
        return Arrays.stream(arguments)
                .filter(word -> word.startsWith(start))
                .mapToInt(word -> Integer.parseInt(word.substring(start.length())))
                .findFirst();
    }

    private void run(Problem problem, int rounds, TextTable table) {
        Map<String, String> environment = System.getenv();
        if (!Files.isDirectory(Path.of(environment.getOrDefault("LOCKSTEP_DATA", "data"), problem.data))) {
            System.out.println("skipped: " + problem.word() + ": there is no " + problem.data
                    + "; set LOCKSTEP_DATA to the folder that has it");
            return;
        }
        RunConfig config = problem.config(environment);
        try (MllibRows rows =
                MllibRows.open(spark, config, problem.config(environment, "data.scale=" + problem.scale), SLOTS)) {
            MllibContest contest = switch (problem) {
                case MLP ->
                    new PerceptronContest(
                            rows, config, problem.config(environment, "trainer.epochs=1"), iterations, blockSizes);
                case SOFTMAX -> new SoftmaxContest(rows, config);
                case A9A -> new LogisticContest(rows, config);
            };
            contest.lockstep(contest.mllib(true).figure(), true);
            row(problem, rounds(problem, contest, rounds), table);
        }
    }

    private static List<Round> rounds(Problem problem, MllibContest contest, int count) {
        List<Round> rounds = new ArrayList<>();
        for (int round = 1; round <= count; round++) {
            System.gc();
            Reached mllib = contest.mllib(false);
            System.gc();
            Reached lockstep = contest.lockstep(mllib.figure(), false);
            System.err.println(problem.word() + ", round " + round + ": MLlib " + mllib + ", Lockstep " + lockstep);
            rounds.add(new Round(mllib, lockstep));
        }
        return rounds;
    }

    /** Seconds and ratios are medians, and every round must be as good as MLlib's. */
    private void row(Problem problem, List<Round> rounds, TextTable table) {
        double ratio = median(rounds, Round::ratio);
        boolean asGood = rounds.stream()
                .allMatch(round -> problem.higherIsBetter
                        ? round.lockstep.figure() >= round.mllib.figure()
                        : round.lockstep.figure() <= round.mllib.figure());
        Function<Function<Round, Reached>, String> figure =
                side -> text("%.5f", median(rounds, round -> side.apply(round).figure()));
        Function<Function<Round, Reached>, String> seconds =
                side -> text("%.3f", median(rounds, round -> side.apply(round).seconds()));
        table.row(
                problem.word()
                        + (problem == Problem.MLP && iterations < PerceptronContest.ITERATIONS ? ", A TRIAL ONLY" : "")
                        + (problem.higherIsBetter ? ", test accuracy" : ", training log loss"),
                figure.apply(Round::mllib),
                figure.apply(Round::lockstep),
                seconds.apply(Round::mllib),
                seconds.apply(Round::lockstep),
                "1/" + text("%.1f", 1 / ratio),
                "1/" + text("%.0f", 1 / problem.bound),
                "" + rounds.size(),
                asGood && ratio <= problem.bound ? "reached" : "MISSED");
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
        double[] sorted = rounds.stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
