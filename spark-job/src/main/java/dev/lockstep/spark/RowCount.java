package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.RunConfig;
import dev.lockstep.model.Losses;
import dev.lockstep.train.Split;
import org.apache.spark.sql.SparkSession;

/** How many rows a run trains on. */
public final class RowCount {
    private RowCount() {}

    /**
     * Counts them as a training does: by the pass that finds bad rows, too, and cuts validation and test rows off. Nothing is packed.
     *
     * @param listener hears phases and warnings
     * @throws ConfigException if the configuration does not fit the data
     * @throws DataException if the data cannot be used
     */
    public static long training(SparkSession spark, RunConfig config, JobListener listener) {
        listener.phase(JobListener.Phase.READING);
        var kind = Losses.of(config.loss().name(), config.loss().settings()).kind();
        PackedRows rows = PackedRows.of(spark, config, kind, 1, (inputs, target) -> {}, listener);
        try {
            return rows.chunks().rows(Split.TRAINING);
        } finally {
            rows.chunks().close();
        }
    }
}
