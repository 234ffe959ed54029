package dev.lockstep.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tests of preparation share: a numeric label {@code y} in column 0 and features after it. */
final class Preparing {
    static final LabelRule NUMBER = new LabelRule("y", Target.Kind.NUMBER, List.of(), new Scale.None());
    static final LabelRule CLASSES = new LabelRule("y", Target.Kind.CLASSES, List.of(), new Scale.None());

    private Preparing() {}

    static List<RawColumn> schema(ColumnRule... rules) {
        List<RawColumn> schema = new ArrayList<>();
        schema.add(new RawColumn("y", RawColumn.Type.NUMBER));
        for (ColumnRule rule : rules) {
            schema.add(new RawColumn(rule.name(), rule.type()));
        }
        return schema;
    }

    static PreparationFit fit(ColumnRule... rules) {
        return new PreparationFit(new PreparationRules(NUMBER, "", List.of(rules)), schema(rules));
    }

    /** A fit to one column, of these cells. */
    static Preparation fitted(ColumnRule rule, List<?> cells) {
        PreparationFit fit = fit(rule);
        for (Object cell : cells) {
            fit.add(ListRow.of(0, cell));
        }
        return fit.finish();
    }

    /** The features of a cell. */
    static float[] encoded(Preparation preparation, @Nullable Object cell) {
        RowPacker packer = preparation.newPacker();
        preparation.encoder(preparation.schema()).encodeFeatures(ListRow.of(cell, 0), packer);
        return features(packer.toChunk(), 0);
    }

    static float[] features(Chunk chunk, int row) {
        Batch batch = chunk.newBatch(1);
        chunk.addTo(batch, row);
        if (!batch.isSparse()) {
            return Arrays.copyOf(batch.values(), batch.width());
        }
        float[] features = new float[batch.width()];
        for (int i = 0; i < batch.rowStarts()[1]; i++) {
            features[batch.indices()[i]] = batch.values()[i];
        }
        return features;
    }

    static <T> T throughBytes(T object, Class<T> type) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
            out.flush();
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                return type.cast(in.readObject());
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
