package dev.lockstep.spark;

import dev.lockstep.config.RunConfig;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** One problem that MLlib and Lockstep both train, for {@link MllibBenchmark}: on rows that are cached for either. */
interface MllibContest {
    /** MLlib's training. */
    Reached mllib(boolean warmingUp);

    /**
     * Lockstep's.
     *
     * @param goal what MLlib has reached
     */
    Reached lockstep(double goal, boolean warmingUp);

    /**
     * How a training ended.
     *
     * @param figure test accuracy, or training log loss
     */
    record Reached(double seconds, double figure) {
        private static final double NANOS = 1e9;

        static double secondsSince(long start) {
            return (System.nanoTime() - start) / NANOS;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.5f in %.3f s", figure, seconds);
        }
    }

    /** Trains MLlib's model, and scores the test rows once the clock has stopped. */
    static Reached accuracy(MllibRows rows, Supplier<? extends Model<?>> training) {
        long start = System.nanoTime();
        Model<?> model = training.get();
        double seconds = Reached.secondsSince(start);
        Dataset<Row> scored = model.transform(rows.vectors(Split.TEST));
        return new Reached(seconds, (double) scored.filter("prediction = label").count() / scored.count());
    }

    /** Trains Lockstep's model to the end and scores the test rows, all of it timed. */
    static Reached accuracy(MllibRows rows, RunConfig config) {
        long start = System.nanoTime();
        PreparedRun run = rows.packed();
        float[] weights = run.fit(run.plan().trainer(config, List.of())).bestWeights();
        double accuracy = run.evaluate(weights, Split.TEST).metrics().getOrDefault("accuracy", 0.0);
        return new Reached(Reached.secondsSince(start), accuracy);
    }
}
