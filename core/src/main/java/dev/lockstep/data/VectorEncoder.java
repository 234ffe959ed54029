package dev.lockstep.data;

/** The entries of a vector, scaled one by one. */
final class VectorEncoder implements ColumnEncoder {
    private final ColumnPlan plan;
    private final int column;
    private final int first;
    private final FeatureScaling scaling;

    VectorEncoder(ColumnPlan plan, int column, int first) {
        this.plan = plan;
        this.column = column;
        this.first = first;
        this.scaling = new FeatureScaling(plan);
    }

    @Override
    public void encode(RawRow row, RowPacker packer) {
        if (row.isMissing(column)) {
            scaling.fill(first, packer);
            ColumnEncoder.setMissing(plan, first, packer);
            return;
        }
        requireWidth(row);
        int size = row.vectorSize(column);
        int next = 0;
        for (int i = 0; i < size; i++) {
            int j = row.vectorIndex(column, i);
            if (!scaling.keepsZeros()) {
                scaling.zeros(first, next, j, packer);
                next = j + 1;
            }
            double x = row.vectorValue(column, i);
            float scaled = scaling.apply(j, x);
            if (!(Math.abs(x) <= Float.MAX_VALUE && Math.abs(scaled) <= Float.MAX_VALUE)) {
                throw Cells.tooLarge(plan.name(), x);
            }
            packer.set(first + j, scaled);
        }
        if (!scaling.keepsZeros()) {
            scaling.zeros(first, next, plan.values(), packer);
        }
    }

    private void requireWidth(RawRow row) {
        int width = plan.values();
        int declared = row.vectorWidth(column);
        if (declared >= 0 && declared != width) {
            throw new BadRowException(
                    plan.name(), declared + " features", "are not the " + width + " that there were in training");
        }
        int size = row.vectorSize(column);
        int last = size == 0 ? -1 : row.vectorIndex(column, size - 1);
        if (last >= width) {
            throw new BadRowException(
                    plan.name(),
                    "index " + (last + 1),
                    "is above " + width + ", the highest in training (numFeatures in data.train.options makes room)");
        }
    }
}
