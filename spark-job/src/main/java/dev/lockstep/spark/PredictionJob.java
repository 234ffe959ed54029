package dev.lockstep.spark;

import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a trained model says of new rows: the columns of the input (of formats that have any), {@code prediction}, and for classes
 * {@code probability_} and the name of each. Rows keep their order.
 */
public final class PredictionJob {
    /** The column of the predicted number, or of the name of the likeliest class. */
    public static final String PREDICTION = "prediction";

    /** Before the name of a class: the column of its probability. */
    public static final String PROBABILITY = "probability_";

    private static final String INDEX = "__lockstep_index";
    private static final long ROWS_PER_FILE = 500_000;

    private final TrainedModel model;
    private final SparkSession spark;

    public PredictionJob(TrainedModel model, SparkSession spark) {
        this.model = model;
        this.spark = spark;
    }

    /**
     * Says how the rows that a writer wants are made, and hands them over: they can be used only until the writer returns.
     *
     * @param warnings is told of rows that were skipped
     * @throws DataException if the rows lack features
     */
    public void run(
            SourceConfig source,
            EvaluationJob.Reading reading,
            Consumer<String> warnings,
            Consumer<Dataset<Row>> writer) {
        Scorer scorer = new Scorer(model);
        DataPasses passes = new DataPasses(spark, reading.badRows(), EvaluationJob.SKIPPING, warnings);
        Broadcast<Scorer> shared =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(scorer);
        try (IndexedTable table = passes.unlabelled(source, scorer.preparation(), reading.orderBy())) {
            StructType kept = table.kept();
            StructType schema = schema(kept, scorer.target());
            JavaRDD<Row> rows = table.mapPartitions(cursor -> new Predictions(shared.value(), cursor));
            long files = Math.max(1, (table.rows(dev.lockstep.train.Split.TEST) + ROWS_PER_FILE - 1) / ROWS_PER_FILE);
            Dataset<Row> frame = spark.createDataFrame(rows, schema)
                    .repartitionByRange(Math.toIntExact(files), functions.col(INDEX))
                    .sortWithinPartitions(INDEX)
                    .drop(INDEX);
            writer.accept(frame);
        } finally {
            shared.destroy();
        }
    }

    private static StructType schema(StructType kept, Target target) {
        List<StructField> fields = new ArrayList<>(List.of(kept.fields()));
        boolean classes = target.kind() == Target.Kind.CLASSES;
        add(fields, PREDICTION, classes ? DataTypes.StringType : DataTypes.DoubleType);
        target.classes().forEach(name -> add(fields, PROBABILITY + name, DataTypes.DoubleType));
        add(fields, INDEX, DataTypes.LongType);
        return new StructType(fields.toArray(StructField[]::new));
    }

    private static void add(List<StructField> fields, String name, org.apache.spark.sql.types.DataType type) {
        if (fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name))) {
            throw new ConfigException("the input has a column " + name
                    + " already, which predictions want to be called; rename it, or leave it out");
        }
        fields.add(DataTypes.createStructField(name, type, false));
    }
}
