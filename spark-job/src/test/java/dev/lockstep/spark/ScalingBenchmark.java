package dev.lockstep.spark;

import dev.lockstep.config.PartConfig;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.LinearModel;
import dev.lockstep.optim.Adam;
import dev.lockstep.report.RunLog;
import dev.lockstep.schedule.Constant;
import dev.lockstep.spark.StepTimes.Measured;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.StepReport;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * How the time of a step grows with the weights and with the executors, and what it would be on a cluster that nobody here has:
 * {@code ScalingBenchmark [weights]}, a list: {@code 10000,270000,1000000,4000000} unless given. Prints the tables of
 * {@code deploy/docs/scaling.md}, where the model and its assumptions are.
 *
 * <p>Executors are processes of this machine, with a slot each. Steps are a training's, with Adam's update, of softmax regression on a
 * dense row for each executor: hardly any arithmetic, but no number that could be left out of a message. Medians of the 40 of the last epoch;
 * in those before, Java compiles what it runs: a step of new processes takes ten times as long.
 */
public final class ScalingBenchmark {
    private static final String WEIGHTS = "10000,270000,1000000,4000000";
    private static final int CLASSES = 100;
    private static final int STEPS_PER_EPOCH = 40;
    private static final int EPOCHS = 9;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int FAR_EXECUTORS = 64;
    private static final double FAR_MILLIONS = 25;
    private static final double GIGABITS = 25;

    /** So many executors are at work at once here, at most. */
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private ScalingBenchmark() {}

    /** The ways that the numbers of a step take. */
    private enum Route {
        /** Every executor sends its sum to the driver, which sends every executor the weights. */
        DIRECT("direct", "1t") {
            @Override
            List<Integer> executors() {
                return List.of(1, 2, 4);
            }

            @Override
            double timesWeights(int executors) {
                return 2.0 * executors;
            }

            @Override
            int mostInTurns(int executors) {
                return executors;
            }
        },
        /** Executors add up slices, which only three or more do, and send the driver those; it broadcasts the weights. */
        SLICED("sliced", "0") {
            @Override
            List<Integer> executors() {
                return List.of(3, 4, 6);
            }

            @Override
            double timesWeights(int executors) {
                return 4; // slices from executor to executor, those to the driver, a broadcast out of the driver, and
                // passed on
            }

            @Override
            int mostInTurns(int executors) {
                return Math.min(CORES, executors);
            }
        };

        private final String title;
        private final String threshold;

        /**
         * A way.
         *
         * @param threshold above which number of bytes weights are broadcast, and sums sliced
         */
        Route(String title, String threshold) {
            this.title = title;
            this.threshold = threshold;
        }

        /** How many there are in the runs. */
        abstract List<Integer> executors();

        /** How often the size of the weights passes through the link that has most to carry, one after the other. */
        abstract double timesWeights(int executors);

        /** How many executors' work on all weights is done one after the other, at most, where they have cores of their own. */
        abstract int mostInTurns(int executors);
    }

    /** What was measured on one way, and the model of it. */
    private record Series(Route route, List<Measured> steps, StepTimes fit) {}

    /** Runs all. */
    public static void main(String[] arguments) throws IOException {
        List<Integer> weights = Stream.of((arguments.length > 0 ? arguments[0] : WEIGHTS).split(",", -1))
                .map(Integer::valueOf)
                .toList();
        List<Series> all = new ArrayList<>();
        RunLog log = RunLog.start();
        try {
            for (Route route : Route.values()) {
                List<Measured> steps = new ArrayList<>();
                for (int number : route.executors()) {
                    steps.addAll(measure(route, number, weights));
                }
                all.add(new Series(route, steps, StepTimes.fit(steps)));
            }
        } finally {
            log.end(false);
        }
        print(all);
    }

    private static List<Measured> measure(Route route, int executors, List<Integer> weights) throws IOException {
        SparkConf conf = new SparkConf()
                .setMaster("local-cluster[" + executors + ",1,1024]")
                .set("spark.lockstep.broadcastThreshold", route.threshold)
                .set("spark.lockstep.sliceThreshold", route.threshold)
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.ui.enabled", "false");
        try (SparkSession session = SparkSessions.open("scaling benchmark", conf)) {
            JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
            if (!Slots.until(PATIENCE, () -> Slots.registered(spark) == executors)) {
                throw new IllegalStateException(
                        Slots.registered(spark) + " of " + executors + " executors came within " + PATIENCE);
            }
            measure(spark, weights.get(0), executors); // for the compilers of new processes
            List<Measured> steps = new ArrayList<>();
            for (int number : weights) {
                Measured step = measure(spark, number, executors);
                System.err.printf(
                        Locale.ROOT,
                        "%s, %d executors, %,d weights: %.2f ms%n",
                        route.title,
                        executors,
                        number,
                        step.millis());
                steps.add(step);
            }
            return steps;
        }
    }

    private static Measured measure(JavaSparkContext spark, int weights, int executors) {
        Synthetic rows = new Synthetic(
                (long) STEPS_PER_EPOCH * executors, weights / CLASSES - 1, Synthetic.Task.CLASSES, CLASSES, 0.1, 0, 1);
        ChunkedData data = rows.chunks(spark, new PartConfig.None(), new PartConfig.None(), executors, 1);
        ShardTask task = new ShardTask(
                new LinearModel(rows.features(), rows.target(), CrossEntropy.DEFAULT),
                rows.target(),
                List.of(),
                new float[0],
                data.shardings());
        TrainerSettings settings =
                new TrainerSettings(EPOCHS, executors, 1, Long.MAX_VALUE, Monitor.TRAINING_LOSS, Optional.empty());
        Watch watch = new Watch();
        try (SparkGradients gradients = SparkGradients.open(spark, task, data)) {
            new Trainer(task.model(), Adam.DEFAULT, new Constant(0.001), settings, List.of(watch)).fit(gradients);
        }
        return new Measured(weights / 1e6, executors, watch.medianMillis());
    }

    /** Takes the time from the end of a step to that of the next. */
    private static final class Watch implements TrainingListener {
        private final List<Double> millis = new ArrayList<>();
        private long before;

        @Override
        public void stepped(StepReport report) {
            long now = System.nanoTime();
            if (report.step().epoch() == EPOCHS - 1) {
                millis.add((now - before) / 1e6);
            }
            before = now;
        }

        double medianMillis() {
            return millis.stream().sorted().toList().get(millis.size() / 2);
        }
    }

    private static void print(List<Series> all) {
        print("| way of the numbers | executors | weights | ms a step | model | error |%n");
        print("|---|---:|---:|---:|---:|---:|%n");
        all.forEach(series -> series.steps().forEach(step -> printStep(series, step)));
        print("%n| way of the numbers | a | b | c | d | largest error |%n");
        print("|---|---:|---:|---:|---:|---:|%n");
        all.forEach(ScalingBenchmark::printFit);
        print("%n%d executors, %.0f million weights, %.0f Gbit/s:%n%n", FAR_EXECUTORS, FAR_MILLIONS, GIGABITS);
        print("| way of the numbers | processors, at least | at most | links | ms a step |%n");
        print("|---|---:|---:|---:|---:|%n");
        all.forEach(ScalingBenchmark::printFar);
    }

    private static void printStep(Series series, Measured step) {
        print(
                "| %s | %d | %,.0f | %.2f | %.2f | %+.0f %% |%n",
                series.route().title,
                step.executors(),
                step.millions() * 1e6,
                step.millis(),
                series.fit().millis(step.millions(), step.executors()),
                100 * series.fit().error(step));
    }

    private static void printFit(Series series) {
        StepTimes fit = series.fit();
        double largest = series.steps().stream()
                .map(fit::error)
                .max(Comparator.comparingDouble(Math::abs))
                .orElseThrow();
        print(
                "| %s | %.2f | %.2f | %.2f | %.2f | %+.0f %% |%n",
                series.route().title,
                fit.constant(),
                fit.perMillion(),
                fit.perExecutor(),
                fit.perMillionAndExecutor(),
                100 * largest);
    }

    private static void printFar(Series series) {
        Route route = series.route();
        // What executors do for themselves took turns on the cores of this machine.
        double least = farMillis(series.fit(), Math.min(CORES, FAR_EXECUTORS));
        double most = farMillis(series.fit(), route.mostInTurns(FAR_EXECUTORS));
        double links =
                FAR_MILLIONS * Float.SIZE * route.timesWeights(FAR_EXECUTORS) / GIGABITS; // megabits / (Gbit/s) are ms
        print(
                "| %s | %,.0f | %,.0f | %,.0f | %,.0f to %,.0f |%n",
                route.title, least, most, links, least + links, most + links);
    }

    private static double farMillis(StepTimes fit, int inTurns) {
        return fit.constant()
                + fit.perMillion() * FAR_MILLIONS
                + fit.perExecutor() * FAR_EXECUTORS
                + fit.perMillionAndExecutor() * FAR_MILLIONS * inTurns;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
