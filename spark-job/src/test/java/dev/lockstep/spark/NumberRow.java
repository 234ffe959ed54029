package dev.lockstep.spark;

import dev.lockstep.data.RawRow;

/** A row of numbers. */
final class NumberRow implements RawRow {
    private final double[] values;

    NumberRow(double... values) {
        this.values = values;
    }

    @Override
    public boolean isMissing(int column) {
        return false;
    }

    @Override
    public double number(int column) {
        return values[column];
    }

    @Override
    public String text(int column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] bytes(int column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int vectorSize(int column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int vectorWidth(int column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int vectorIndex(int column, int i) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double vectorValue(int column, int i) {
        throw new UnsupportedOperationException();
    }
}
