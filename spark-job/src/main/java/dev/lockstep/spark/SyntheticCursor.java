package dev.lockstep.spark;

import dev.lockstep.data.RawRow;
import java.util.Iterator;
import java.util.Optional;

/** Walks blocks of synthetic rows. Its row is itself: whatever number is asked for is the label. */
final class SyntheticCursor implements RawCursor, RawRow {
    private final Synthetic synthetic;
    private final SyntheticRows maker;
    private final long size;
    private final Iterator<Long> blocks;
    private final int[] indices;
    private final float[] values;

    private long block;
    private long position = -1;
    private long last = -1;
    private float label;

    /** Rows of the blocks of that size with these numbers. */
    SyntheticCursor(Synthetic synthetic, long size, Iterator<Long> blocks) {
        this.synthetic = synthetic;
        this.maker = new SyntheticRows(synthetic);
        this.size = size;
        this.blocks = blocks;
        this.values = new float[synthetic.sparse() ? synthetic.nonzeros() : synthetic.features()];
        this.indices = new int[synthetic.sparse() ? values.length : 0];
    }

    @Override
    public boolean next() {
        while (position == last) {
            if (!blocks.hasNext()) {
                return false;
            }
            block = blocks.next();
            position = -1;
            last = Math.min(size, synthetic.rows() - block * size) - 1;
        }
        position++;
        label = maker.row(block * size + position, indices, values, 0);
        return true;
    }

    @Override
    public RawRow row() {
        return this;
    }

    @Override
    public Optional<String> fault() {
        return Optional.empty();
    }

    @Override
    public String path() {
        return "";
    }

    @Override
    public long block() {
        return block;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public String text() {
        return "";
    }

    @Override
    public boolean matches(int condition) {
        throw new UnsupportedOperationException("synthetic rows have no conditions");
    }

    @Override
    public boolean isMissing(int column) {
        return false;
    }

    @Override
    public double number(int column) {
        return label;
    }

    @Override
    public String text(int column) {
        throw new UnsupportedOperationException("synthetic rows have no text");
    }

    @Override
    public byte[] bytes(int column) {
        throw new UnsupportedOperationException("synthetic rows have no bytes");
    }

    @Override
    public int vectorSize(int column) {
        return values.length;
    }

    @Override
    public int vectorWidth(int column) {
        return synthetic.features();
    }

    @Override
    public int vectorIndex(int column, int i) {
        return synthetic.sparse() ? indices[i] : i;
    }

    @Override
    public double vectorValue(int column, int i) {
        return values[i];
    }
}
