package dev.lockstep.spark;

import dev.lockstep.config.Formats;
import dev.lockstep.config.RunConfig;
import dev.lockstep.data.Target;
import dev.lockstep.model.Inputs;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Losses;
import dev.lockstep.model.Model;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * The model of a run, made for its rows without packing or training on them.
 *
 * @param inputs what a row is
 * @param target what is predicted
 */
public record ModelProbe(Model model, Inputs inputs, Target target) {
    /**
     * Looks at the rows as training would: they are counted and the preparation is fitted, since that decides how many features and
     * classes there are.
     *
     * @throws dev.lockstep.config.ConfigException if the model does not fit the rows
     * @throws DataException if the rows cannot be used
     */
    public static ModelProbe of(SparkSession spark, RunConfig config, JobListener listener) {
        Loss loss = Losses.of(config.loss().name(), config.loss().settings());
        if (config.data().train().format().equals(Formats.SYNTHETIC)) {
            Synthetic synthetic = PackedRows.synthetic(config, loss.kind());
            return of(spark, config, synthetic.inputs(), synthetic.target(), loss);
        }
        DataPasses passes = new DataPasses(spark, config.data().badRows(), listener::warning);
        try (IndexedTable table =
                passes.train(config.data(), loss.kind(), config.trainer().seed())) {
            return of(spark, config, table.inputs(), table.preparation().target(), loss);
        }
    }

    private static ModelProbe of(SparkSession spark, RunConfig config, Inputs inputs, Target target, Loss loss) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        return new ModelProbe(PreparedRun.model(config, inputs, target, loss, hadoop), inputs, target);
    }
}
