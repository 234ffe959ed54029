package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.PartConfig;
import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.RowPacker;
import dev.lockstep.numeric.ReductionTree;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SyntheticTest {
    private static final PartConfig NONE = new PartConfig.None();

    @Test
    void aRowIsTheSameInChunksOfAnySize() {
        assertThat(labels(synthetic(0), 1)).isEqualTo(labels(synthetic(0), 13));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void theTableHasTheRowsOfTheChunks(int nonzeros) {
        Synthetic synthetic = synthetic(nonzeros);
        SyntheticCursor rows = new SyntheticCursor(
                synthetic, 7, LongStream.range(0, 15).boxed().iterator());
        RowPacker packer = synthetic.preparation().newPacker();
        var encoder = synthetic.preparation().encoder(synthetic.preparation().schema());
        while (rows.next()) {
            encoder.encode((RawRow) rows, packer);
        }

        assertThat(packer.toChunk())
                .usingRecursiveComparison()
                .isEqualTo(chunk(synthetic, new Sharding(100, 1, 1, 0), 0));
    }

    @Test
    void featuresHaveMeanZeroAndVarianceOne() {
        Synthetic synthetic = new Synthetic(2_000, 10, Synthetic.Task.REGRESSION, 1, 0, 0, 1);
        float[] values = ((DenseFeatures)
                        chunk(synthetic, new Sharding(2_000, 1, 1, 0), 0).features())
                .values();
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += value * value;
        }
        assertThat(sum / values.length).isBetween(-0.02, 0.02);
        assertThat(squares / values.length).isBetween(0.98, 1.02);
    }

    @Test
    void countsAreCountsAndClassesAreClasses() {
        Synthetic counts = Synthetic.of(Map.of("rows", 200, "task", "poisson"));
        Synthetic classes = Synthetic.of(Map.of("rows", 200, "task", "classes", "classes", 3));

        assertThat(labels(counts, 1)).allMatch(label -> label >= 0 && label == Math.rint(label));
        assertThat(new HashSet<>(labels(classes, 1))).containsExactlyInAnyOrder(0f, 1f, 2f);
        assertThat(classes.target().classes()).containsExactly("0", "1", "2");
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> Synthetic.of(Map.of("row", 5)))
                .hasMessageContaining("row")
                .hasMessageContaining("rows");
        assertThatThrownBy(() -> Synthetic.of(Map.of("task", "poisson", "classes", 3)))
                .hasMessageContaining("classes");
        assertThatThrownBy(() -> Synthetic.of(Map.of("features", 3, "nonzeros", 4)))
                .hasMessageContaining("nonzeros");
    }

    @Test
    void everyRowBelongsToOnePart() {
        assertDivides(new IndexParts(103, new PartConfig.Every(5, 4), new PartConfig.Fraction(0.2)));
        assertDivides(new IndexParts(103, new PartConfig.Every(6, 1), new PartConfig.Every(4, 3)));
        assertDivides(new IndexParts(103, new PartConfig.Fraction(0.1), new PartConfig.Fraction(0.2)));
        assertDivides(new IndexParts(3, new PartConfig.Every(5, 4), NONE));
    }

    @Test
    void partsNeedArithmetic() {
        assertThatThrownBy(() -> new IndexParts(10, new PartConfig.Where("x > 1"), NONE))
                .hasMessageContaining("validation")
                .hasMessageContaining("fraction");
    }

    @Test
    void chunksAreAMultipleOfTheShards() {
        assertThat(ChunkCount.of(100, 400, 7)).isEqualTo(7);
        assertThat(ChunkCount.of(1_000_000, 404, 2)).isEqualTo(26);
        assertThat(ChunkCount.of(100_000_000L, 404, 48)).isBetween(2_048 - 48, 2_048 + 48);
        assertThat(ReductionTree.rangeLength(7, 2)).isEqualTo(4);
    }

    private static void assertDivides(IndexParts parts) {
        Set<Long> seen = new HashSet<>();
        long rows = 0;
        for (Split split : Split.values()) {
            long before = -1;
            for (long n = 0; n < parts.rows(split); n++) {
                long index = parts.index(split, n);
                assertThat(index).isGreaterThan(before);
                seen.add(index);
                before = index;
            }
            rows += parts.rows(split);
        }
        assertThat(seen).hasSize((int) rows).allMatch(index -> index >= 0);
        assertThat(seen.stream().mapToLong(Long::longValue).max()).hasValue(rows - 1);
    }

    private static List<Float> labels(Synthetic synthetic, int chunks) {
        Sharding sharding = new Sharding(synthetic.rows(), chunks, 1, 0);
        List<Float> labels = new ArrayList<>();
        for (int number = 0; number < chunks; number++) {
            for (float label : chunk(synthetic, sharding, number).labels()) {
                labels.add(label);
            }
        }
        return labels;
    }

    private static Chunk chunk(Synthetic synthetic, Sharding sharding, int number) {
        IndexParts parts = new IndexParts(synthetic.rows(), NONE, NONE);
        return new SyntheticRows(synthetic).chunk(parts, Split.TRAINING, sharding, number);
    }

    private static Synthetic synthetic(int nonzeros) {
        return new Synthetic(100, 12, Synthetic.Task.CLASSES, 3, 0.1, nonzeros, 9);
    }
}
