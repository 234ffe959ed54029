package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

final class RowBlocksTest {
    private static final DataType[] COLUMNS = {DataTypes.LongType, DataTypes.StringType};

    @Test
    void givesBackEveryRowAcrossBlocks() {
        List<byte[]> blocks = blocks(20_000, 600);
        assertThat(blocks).hasSizeGreaterThan(2);
        assertRows(blocks, 20_000, 600);
    }

    @Test
    void takesRowsLargerThanABlock() {
        List<byte[]> blocks = blocks(3, 5 << 20);
        assertThat(blocks).hasSize(3);
        assertRows(blocks, 3, 5 << 20);
    }

    @Test
    void hasNoBlocksWithoutRows() {
        Iterator<byte[]> none = RowBlocks.pack(List.<InternalRow>of().iterator());
        assertThat(none.hasNext()).isFalse();
        assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
        assertThat(RowBlocks.rows(none, 2).hasNext()).isFalse();
    }

    private static List<byte[]> blocks(int rows, int length) {
        UnsafeProjection projection = UnsafeProjection.create(COLUMNS);
        Iterator<InternalRow> source = IntStream.range(0, rows)
                .mapToObj(i -> (InternalRow) projection.apply(
                        new GenericInternalRow(new Object[] {(long) i, UTF8String.fromString(text(i, length))})))
                .iterator();
        List<byte[]> blocks = new ArrayList<>();
        RowBlocks.pack(source).forEachRemaining(blocks::add);
        return blocks;
    }

    private static void assertRows(List<byte[]> blocks, int rows, int length) {
        Iterator<InternalRow> found = RowBlocks.rows(blocks.iterator(), COLUMNS.length);
        for (int i = 0; i < rows; i++) {
            InternalRow row = found.next();
            assertThat(row.getLong(0)).isEqualTo(i);
            assertThat(row.getUTF8String(1).toString()).isEqualTo(text(i, length));
        }
        assertThat(found.hasNext()).isFalse();
    }

    private static String text(int row, int length) {
        return String.valueOf((char) ('a' + row % 26)).repeat(length - row % 7);
    }
}
