package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PreparationTest {
    private static final RawColumn Y = new RawColumn("y", RawColumn.Type.NUMBER);
    private static final RawColumn W = new RawColumn("w", RawColumn.Type.NUMBER);
    private static final RawColumn AGE = new RawColumn("age", RawColumn.Type.NUMBER);
    private static final RawColumn JOB = new RawColumn("job", RawColumn.Type.TEXT);

    @Test
    void encodesFeaturesInTheOrderOfTheRulesWithLabelAndWeight() {
        Preparation preparation = preparation(2);
        RowPacker packer = preparation.newPacker();
        preparation.encoder(List.of(W, AGE, JOB, Y)).encode(ListRow.of(2, 30, "j1", 7), packer);
        Chunk chunk = packer.toChunk();
        assertThat(Preparing.features(chunk, 0)).containsExactly(0, 1, 30);
        assertThat(chunk.labels()).containsExactly(7);
        assertThat(chunk.weights()).containsExactly(2);
        assertThat(preparation.schema()).containsExactly(JOB, AGE, Y, W);
        assertThat(preparation.featureName(1)).isEqualTo("job=j1");
        assertThat(preparation.featureName(2)).isEqualTo("age");
    }

    @Test
    void findsColumnsByNameAndPassesOverOthers() {
        Preparation preparation = preparation(2);
        RowEncoder encoder = preparation.encoder(List.of(new RawColumn("id", RawColumn.Type.TEXT), AGE, JOB));
        RowPacker packer = preparation.newPacker();
        encoder.encodeFeatures(ListRow.of("x", 30, "j0"), packer);
        assertThat(encoder.hasLabel()).isFalse();
        assertThat(Preparing.features(packer.toChunk(), 0)).containsExactly(1, 0, 30);
        assertThatThrownBy(() -> encoder.encode(ListRow.of("x", 30, "j0"), packer))
                .isInstanceOf(BadDataException.class)
                .hasMessage("the data have no label column y");
        RowEncoder unweighted = preparation.encoder(List.of(Y, AGE, JOB));
        assertThat(unweighted.hasLabel()).isFalse();
        assertThatThrownBy(() -> unweighted.encode(ListRow.of(1, 30, "j0"), packer))
                .hasMessage("the data have no weight column w");
    }

    @Test
    void namesFeaturesThatAreNotThere() {
        assertThatThrownBy(() -> preparation(2).encoder(List.of(Y, W)))
                .isInstanceOf(BadDataException.class)
                .hasMessage("the data lack features that there were in training: job, age");
    }

    @Test
    void namesColumnsOfAnotherType() {
        assertThatThrownBy(() -> preparation(2).encoder(List.of(new RawColumn("age", RawColumn.Type.TEXT), JOB)))
                .isInstanceOf(BadDataException.class)
                .hasMessage("column age was a number in training and is text here");
        assertThatThrownBy(() -> preparation(2).encoder(List.of(new RawColumn("y", RawColumn.Type.TEXT), AGE, JOB)))
                .hasMessage("column y was a number in training and is text here");
        assertThatThrownBy(() -> preparation(2).encoder(List.of(new RawColumn("w", RawColumn.Type.BYTES), AGE, JOB)))
                .hasMessage("column w was a number in training and is bytes here");
    }

    /** Ten categories and a number: 2 entries of 11 features. CSR takes 8 · 2 + 4 bytes, dense rows 44. */
    @Test
    void isSparseWhereThatTakesLessMemory() {
        Preparation sparse = preparation(10);
        assertThat(sparse.sparse()).isTrue();
        assertThat(sparse.entries()).isEqualTo(2 * sparse.rows());
        assertThat(sparse.expectedRowBytes()).isEqualTo(8 * 2 + 4 + 4 + 4);
        Preparation dense = preparation(3);
        assertThat(dense.sparse()).isFalse();
        assertThat(dense.expectedRowBytes()).isEqualTo(4 * 4 + 4 + 4);
    }

    @Test
    void expectsTheBytesThatPackingTakes() {
        for (int categories : new int[] {2, 5, 50}) {
            Preparation preparation = preparation(categories);
            RowPacker packer = preparation.newPacker();
            RowEncoder encoder = preparation.encoder(List.of(Y, W, JOB, AGE));
            for (int i = 0; i < 100; i++) {
                encoder.encode(ListRow.of(1, 1, "j" + i % categories, 1 + i), packer);
            }
            long ends = preparation.sparse() ? 4 : 0;
            assertThat(packer.toChunk().bytes()).isEqualTo(Math.round(100 * preparation.expectedRowBytes()) + ends);
        }
    }

    /** Jobs {@code j0}, {@code j1}, …, then an age; a weight. */
    private static Preparation preparation(int jobs) {
        PreparationRules rules = new PreparationRules(
                Preparing.NUMBER,
                "w",
                List.of(
                        ColumnRule.category("job", RawColumn.Type.TEXT, Encode.ONE_HOT, 0, Missing.MEAN),
                        ColumnRule.number("age", Missing.MEAN, new Scale.None())));
        PreparationFit fit = new PreparationFit(rules, List.of(Y, W, JOB, AGE));
        for (int i = 0; i < 100; i++) {
            fit.add(ListRow.of(1, 1, "j" + i % jobs, 1 + i));
        }
        return fit.finish();
    }
}
