package dev.lockstep.spark;

import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.model.Evaluation;
import dev.lockstep.model.EvaluationSum;
import dev.lockstep.model.Metric;
import dev.lockstep.numeric.ReductionTree;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** How good a trained model is on rows with labels. */
public final class EvaluationJob {
    /** The option of the command line, for errors. */
    static final String SKIPPING = "--skip-bad-rows %d";

    private final TrainedModel model;
    private final SparkSession spark;

    public EvaluationJob(TrainedModel model, SparkSession spark) {
        this.model = model;
        this.spark = spark;
    }

    /**
     * Loss and metrics over all rows of a source.
     *
     * @param warnings is told of rows that were skipped
     * @throws DataException if the rows cannot be used
     */
    public Evaluation run(SourceConfig source, List<Metric> metrics, Reading reading, Consumer<String> warnings) {
        Scorer scorer = new Scorer(model);
        DataPasses passes = new DataPasses(spark, reading.badRows(), SKIPPING, warnings);
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<Metric> asked = List.copyOf(metrics);
        Broadcast<Scorer> shared = context.broadcast(scorer);
        try (IndexedTable table = passes.prepared(source, scorer.preparation(), Split.TEST, reading.orderBy())) {
            // Partitions come in no order that means anything; their first rows give them one.
            List<EvaluationSum> sums = table.mapPartitions(rows -> sum(shared.value(), asked, rows)).collect().stream()
                    .sorted(Comparator.comparing(Tuple2::_1))
                    .map(Tuple2::_2)
                    .toList();
            return ReductionTree.reduce(sums, EvaluationSum::merge).evaluation(asked);
        } finally {
            shared.destroy();
        }
    }

    /**
     * How rows are read for a model.
     *
     * @param badRows how many may be skipped
     * @param orderBy the columns that order the rows of a source without files
     */
    public record Reading(long badRows, List<String> orderBy) {
        /** Every row must be good. */
        public static final Reading STRICT = new Reading(0, List.of());

        public Reading {
            orderBy = List.copyOf(orderBy);
        }
    }

    private static Iterator<Tuple2<Long, EvaluationSum>> sum(Scorer scorer, List<Metric> metrics, IndexedCursor rows) {
        EvaluationSum sum = new EvaluationSum(metrics);
        Scorer.Blocks blocks = scorer.blocks(rows.schema());
        List<Long> first = new ArrayList<>();
        while (rows.next()) {
            if (first.isEmpty()) {
                first.add(rows.index());
            }
            blocks.add(rows, true);
            if (blocks.isFull()) {
                sum.add(blocks.score(), blocks.scores(), scorer.model().loss(), scorer.target());
            }
        }
        if (blocks.rows() > 0) {
            sum.add(blocks.score(), blocks.scores(), scorer.model().loss(), scorer.target());
        }
        sum.compact();
        return first.isEmpty()
                ? Collections.emptyIterator()
                : Collections.singleton(new Tuple2<>(first.get(0), sum)).iterator();
    }
}
