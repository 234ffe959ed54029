package dev.lockstep.spark;

import dev.lockstep.checkpoint.SavedModel;
import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.DataConfig;
import dev.lockstep.config.Formats;
import dev.lockstep.config.RunConfig;
import dev.lockstep.data.Preparation;
import dev.lockstep.data.Target;
import dev.lockstep.model.Inputs;
import dev.lockstep.model.Model;
import dev.lockstep.train.Split;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of a run, packed in chunks, whether they were read or made.
 *
 * @param preparation how rows became features; empty for rows that were made
 * @param inputs what a row is to a model
 */
record PackedRows(Optional<Preparation> preparation, Target target, Inputs inputs, ChunkedData chunks, int shards) {
    /**
     * Reads the rows, or prepares to make them.
     *
     * @param check is told what rows are and what is predicted before they are packed, and throws if that does not fit
     */
    static PackedRows of(
            SparkSession spark,
            RunConfig config,
            Target.Kind kind,
            int shards,
            BiConsumer<Inputs, Target> check,
            JobListener listener) {
        return config.data().train().format().equals(Formats.SYNTHETIC)
                ? made(spark, config, kind, shards, check, listener)
                : read(spark, config, kind, shards, check, listener);
    }

    /** What is to be made. */
    static Synthetic synthetic(RunConfig config, Target.Kind kind) {
        Synthetic synthetic = ConfigException.naming(
                "data", () -> Synthetic.of(config.data().train().synthetic()));
        if (synthetic.target().kind() != kind) {
            throw new ConfigException("data.train makes labels for task: "
                    + synthetic.task().name().toLowerCase(java.util.Locale.ROOT) + ", which loss "
                    + config.loss().name() + " is not made for; change task or loss");
        }
        return synthetic;
    }

    private static PackedRows made(
            SparkSession spark,
            RunConfig config,
            Target.Kind kind,
            int shards,
            BiConsumer<Inputs, Target> check,
            JobListener listener) {
        DataConfig data = config.data();
        Synthetic synthetic = synthetic(config, kind);
        Inputs inputs = synthetic.inputs();
        check.accept(inputs, synthetic.target());
        listener.phase(JobListener.Phase.PACKING);
        ChunkedData chunks = ConfigException.naming(
                "data",
                () -> synthetic.chunks(
                        JavaSparkContext.fromSparkContext(spark.sparkContext()),
                        data.validation(),
                        data.test(),
                        shards,
                        config.trainer().seed()));
        return new PackedRows(Optional.empty(), synthetic.target(), inputs, chunks, shards);
    }

    private static PackedRows read(
            SparkSession spark,
            RunConfig config,
            Target.Kind kind,
            int shards,
            BiConsumer<Inputs, Target> check,
            JobListener listener) {
        DataConfig data = config.data();
        DataPasses passes = new DataPasses(spark, data.badRows(), listener::warning);
        IndexedTable table = passes.train(data, kind, config.trainer().seed());
        Preparation preparation = table.preparation();
        Inputs inputs = table.inputs();
        try {
            check.accept(inputs, preparation.target());
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
        listener.phase(JobListener.Phase.PACKING);
        // The chunks own the table from now on: they read it again if they are lost.
        ChunkedData chunks = Packing.pack(table, shards, config.trainer().seed(), data.shuffle());
        return new PackedRows(Optional.of(preparation), preparation.target(), inputs, chunks, shards);
    }

    /** The weights of the training rows of each class, added up. */
    double[] classWeights() {
        return preparation
                .map(fitted -> fitted.label().classWeights().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .orElseThrow(() -> new IllegalArgumentException(
                        "class_weights: balanced needs rows that are read, not made; give a list"));
    }

    PreparedData summary() {
        Map<Split, Long> rows = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            if (chunks.rows(split) > 0) {
                rows.put(split, chunks.rows(split));
            }
        }
        return new PreparedData(rows, inputs.width(), inputs.sparse(), target, shards);
    }

    /** The model with these weights, and all that is needed to use it on new rows. */
    TrainedModel model(RunConfig config, Model model, float[] theta, Map<String, String> versions) {
        return new TrainedModel(saved(config, versions), model, theta);
    }

    /** The same without weights. */
    SavedModel saved(RunConfig config, Map<String, String> versions) {
        SavedModel.Reading reading = new SavedModel.Reading(
                config.data().train().format(), config.data().train().options());
        return new SavedModel(config.model(), config.loss(), inputs.shape(), target, preparation, reading, versions);
    }
}
