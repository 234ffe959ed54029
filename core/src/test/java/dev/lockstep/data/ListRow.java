package dev.lockstep.data;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of objects: numbers, texts, bytes, arrays of doubles, sparse vectors; null where a value is missing. */
record ListRow(List<@Nullable Object> cells) implements RawRow {
    /** A sparse vector; width −1 where it is not known. */
    record Sparse(int width, List<Integer> indices, List<Double> values) {}

    static ListRow of(@Nullable Object... cells) {
        return new ListRow(Arrays.asList(cells));
    }

    private <T> T cell(int column, Class<T> type) {
        return type.cast(cells.get(column));
    }

    @Override
    public boolean isMissing(int column) {
        return cells.get(column) == null;
    }

    @Override
    public double number(int column) {
        return cell(column, Number.class).doubleValue();
    }

    @Override
    public String text(int column) {
        return cell(column, String.class);
    }

    @Override
    public byte[] bytes(int column) {
        return cell(column, byte[].class);
    }

    @Override
    public int vectorSize(int column) {
        return cells.get(column) instanceof Sparse sparse
                ? sparse.indices().size()
                : cell(column, double[].class).length;
    }

    @Override
    public int vectorWidth(int column) {
        return cells.get(column) instanceof Sparse sparse ? sparse.width() : cell(column, double[].class).length;
    }

    @Override
    public int vectorIndex(int column, int i) {
        return cells.get(column) instanceof Sparse sparse ? sparse.indices().get(i) : i;
    }

    @Override
    public double vectorValue(int column, int i) {
        return cells.get(column) instanceof Sparse sparse ? sparse.values().get(i) : cell(column, double[].class)[i];
    }
}
