package dev.lockstep.spark;

import dev.lockstep.config.PartConfig;
import dev.lockstep.data.ColumnPlan;
import dev.lockstep.data.Form;
import dev.lockstep.data.LabelPlan;
import dev.lockstep.data.Missing;
import dev.lockstep.data.MissingPlan;
import dev.lockstep.data.Preparation;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Target;
import dev.lockstep.model.Inputs;
import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Rows made from a seed, chunk by chunk, where they are needed: any number of them, without files and without a shuffle.
 * Row i depends on the seed and i alone, whatever chunks and shards there are.
 *
 * <p>Features have mean 0 and variance 1. A teacher, a linear model with weights of mean 0 and variance 1, scores them as
 * {@code z = w·x / √n}, n being the number of features that are not zero, and noise of mean 0 is added. The label is z, or
 * the class with the largest z (a teacher for each class), or a Poisson draw with rate {@code exp(min(z, 5))}.
 *
 * @param rows their number
 * @param features the width of a row
 * @param task what the label is
 * @param classes the number of classes; 1 unless the label is a class
 * @param noise the standard deviation of what is added to z
 * @param nonzeros the features of a row that are not zero, for sparse rows; 0: rows are dense
 * @param seed of everything
 */
public record Synthetic(long rows, int features, Task task, int classes, double noise, int nonzeros, long seed)
        implements Serializable {
    static final String LABEL = "label";
    static final String FEATURES = "features";

    /** What the label of a row is. */
    public enum Task {
        REGRESSION,
        CLASSES,
        POISSON
    }

    public Synthetic {
        Checks.atLeast("rows", rows, 1);
        Checks.atLeast("features", features, 1);
        Checks.require(
                task == Task.CLASSES ? classes >= 2 : classes == 1,
                "classes",
                task == Task.CLASSES ? "at least 2" : "given for task: classes only",
                classes);
        Checks.notNegative("noise", noise);
        Checks.require(nonzeros >= 0 && nonzeros <= features, "nonzeros", "in [0, " + features + "]", nonzeros);
    }

    /**
     * Synthetic rows as configured.
     *
     * @throws IllegalArgumentException for a setting that is unknown or out of range
     */
    public static Synthetic of(Map<String, ?> settings) {
        Settings read = new Settings("data format synthetic", settings);
        String name = read.text("task", "regression");
        Task task = switch (name) {
            case "regression" -> Task.REGRESSION;
            case "classes" -> Task.CLASSES;
            case "poisson" -> Task.POISSON;
            default ->
                throw new IllegalArgumentException(
                        "task of data format synthetic must be regression, classes or poisson, but was " + name);
        };
        Synthetic synthetic = new Synthetic(
                read.wholeNumber("rows", 100_000),
                Math.toIntExact(read.wholeNumber("features", 20)),
                task,
                Math.toIntExact(read.wholeNumber("classes", task == Task.CLASSES ? 2 : 1)),
                read.number("noise", 0.1),
                Math.toIntExact(read.wholeNumber("nonzeros", 0)),
                read.wholeNumber("seed", 0));
        read.finish();
        return synthetic;
    }

    /** What a row is to a model. */
    Inputs inputs() {
        return new Inputs(List.of(features), List.of(), sparse());
    }

    public boolean sparse() {
        return nonzeros > 0;
    }

    /** What a model of these rows predicts; classes are named 0, 1, …. */
    public Target target() {
        return switch (task) {
            case REGRESSION -> Target.number();
            case CLASSES ->
                Target.classes(
                        IntStream.range(0, classes).mapToObj(Integer::toString).toList());
            case POISSON -> Target.count();
        };
    }

    /** What a table of these rows would be prepared by: features and labels as they are. */
    public Preparation preparation() {
        ColumnPlan column = new ColumnPlan(
                FEATURES,
                RawColumn.Type.VECTOR,
                Form.VECTOR,
                features,
                List.of(),
                Scaling.NONE,
                new MissingPlan(Missing.FAIL, false, List.of(0.0)));
        List<List<String>> spellings = target().classes().stream().map(List::of).toList();
        LabelPlan label = new LabelPlan(LABEL, RawColumn.Type.NUMBER, target(), spellings, List.of());
        long entries = Math.multiplyExact(rows, sparse() ? nonzeros : features);
        return new Preparation(List.of(column), label, "", sparse(), rows, entries);
    }

    /** The bytes of a packed row. */
    double bytesPerRow() {
        return 4 + (sparse() ? 4 + 8.0 * nonzeros : 4.0 * features);
    }

    /**
     * The rows in chunks.
     *
     * @param seed of the run: it decides the order in which steps take rows, not the rows
     */
    public ChunkedData chunks(JavaSparkContext spark, PartConfig validation, PartConfig test, int shards, long seed) {
        IndexParts parts = new IndexParts(rows, validation, test);
        ChunkedData data = new ChunkedData(() -> {});
        for (Split split : Split.values()) {
            if (parts.rows(split) > 0) {
                int chunks = ChunkCount.of(parts.rows(split), bytesPerRow(), shards);
                Sharding sharding = new Sharding(parts.rows(split), chunks, shards, seed);
                SyntheticRows maker = new SyntheticRows(this);
                data.add(
                        split,
                        sharding,
                        spark.parallelize(IntStream.range(0, chunks).boxed().toList(), chunks)
                                .map(chunk -> maker.chunk(parts, split, sharding, chunk)));
            }
        }
        return data;
    }
}
