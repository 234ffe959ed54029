package dev.lockstep.spark;

import dev.lockstep.checkpoint.SavedModel;
import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.config.ConfigException;
import dev.lockstep.data.BadRowException;
import dev.lockstep.data.Batch;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.Preparation;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.RowEncoder;
import dev.lockstep.data.RowPacker;
import dev.lockstep.data.Target;
import dev.lockstep.model.Model;
import java.io.Serializable;
import java.util.List;

/**
 * A trained model as it travels to executors: everything that turns rows into scores.
 *
 * <p>Owns its weights, which all tasks of an executor share and only read.
 */
final class Scorer implements Serializable {
    private static final long serialVersionUID = 1;

    private final Preparation preparation;
    private final Target target;
    private final Model model;
    private final float[] theta;

    /**
     * The scorer of a model.
     *
     * @throws ConfigException if the model was trained on rows that were made, so that no others are like them
     */
    Scorer(TrainedModel trained) {
        SavedModel saved = trained.saved();
        this.preparation = saved.preparation()
                .orElseThrow(() -> new ConfigException("the model was trained on synthetic rows, and knows no columns"
                        + " to look for in files: train it on files"));
        this.target = saved.target();
        this.model = trained.model();
        this.theta = trained.theta();
    }

    Preparation preparation() {
        return preparation;
    }

    Target target() {
        return target;
    }

    Model model() {
        return model;
    }

    /** Scores blocks of rows, for one thread. */
    Blocks blocks(List<RawColumn> schema) {
        return new Blocks(schema);
    }

    /** Packs up to {@link Model#blockRows()} rows, then scores them together. */
    final class Blocks {
        private final RowEncoder encoder;
        private final RowPacker packer = preparation.newPacker();
        private final float[] scores = new float[Math.multiplyExact(model.blockRows(), model.scores())];

        private Blocks(List<RawColumn> schema) {
            this.encoder = preparation.encoder(schema);
        }

        boolean isFull() {
            return packer.rows() == model.blockRows();
        }

        int rows() {
            return packer.rows();
        }

        void add(IndexedCursor cursor, boolean labelled) {
            try {
                if (labelled) {
                    encoder.encode(cursor.row(), packer);
                } else {
                    encoder.encodeFeatures(cursor.row(), packer);
                }
            } catch (BadRowException e) {
                throw cursor.refused(e);
            }
        }

        /** The rows as a batch, with {@link #scores} of them; the next row added begins a new block. */
        Batch score() {
            Chunk chunk = packer.toChunk();
            Batch batch = chunk.newBatch(chunk.rows());
            for (int row = 0; row < chunk.rows(); row++) {
                chunk.addTo(batch, row);
            }
            packer.clear();
            model.predict(theta, batch, scores);
            return batch;
        }

        /** Of the last block, uncopied. */
        float[] scores() {
            return scores;
        }
    }
}
