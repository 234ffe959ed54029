package dev.lockstep.spark;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The rows of a partition with what the model says of them, block by block. For one thread. */
final class Predictions implements Iterator<Row> {
    private final Scorer scorer;
    private final IndexedCursor cursor;
    private final Scorer.Blocks blocks;
    private final List<List<Object>> kept = new ArrayList<>();
    private final List<Long> indices = new ArrayList<>();
    private final Queue<Row> ready = new ArrayDeque<>();
    private final double[] prediction;

    Predictions(Scorer scorer, IndexedCursor cursor) {
        this.scorer = scorer;
        this.cursor = cursor;
        this.blocks = scorer.blocks(cursor.schema());
        this.prediction =
                new double[scorer.model().loss().predictions(scorer.model().scores())];
    }

    @Override
    public boolean hasNext() {
        if (ready.isEmpty()) {
            fill();
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void fill() {
        while (!blocks.isFull() && cursor.next()) {
            blocks.add(cursor, false);
            kept.add(cursor.kept());
            indices.add(cursor.index());
        }
        if (blocks.rows() == 0) {
            return;
        }
        Batch batch = blocks.score();
        for (int row = 0; row < batch.rows(); row++) {
            int width = scorer.model().scores();
            scorer.model().loss().predict(blocks.scores(), row * width, (row + 1) * width, prediction);
            ready.add(row(row));
        }
        kept.clear();
        indices.clear();
    }

    private Row row(int row) {
        List<Object> values = new ArrayList<>(kept.get(row));
        Target target = scorer.target();
        if (target.kind() == Target.Kind.CLASSES) {
            values.add(target.classes().get(likeliest()));
            for (double probability : prediction) {
                values.add(probability);
            }
        } else {
            values.add(target.original(prediction[0]));
        }
        values.add(indices.get(row));
        return RowFactory.create(values.toArray());
    }

    /** The first one where two are equal, as the accuracy metric has it. */
    private int likeliest() {
        int best = 0;
        for (int c = 1; c < prediction.length; c++) {
            best = prediction[c] > prediction[best] ? c : best;
        }
        return best;
    }
}
