package dev.lockstep.data;

/** A number, scaled. */
final class NumberEncoder implements ColumnEncoder {
    private final ColumnPlan plan;
    private final int column;
    private final int feature;
    private final double shift;
    private final double factor;
    private final float fill;

    NumberEncoder(ColumnPlan plan, int column, int feature) {
        this.plan = plan;
        this.column = column;
        this.feature = feature;
        this.shift = plan.scaling().shift(0);
        this.factor = plan.scaling().factor(0);
        this.fill = plan.scaling().apply(0, plan.missing().fill(0));
    }

    @Override
    public void encode(RawRow row, RowPacker packer) {
        if (row.isMissing(column)) {
            packer.set(feature, fill);
            ColumnEncoder.setMissing(plan, feature, packer);
            return;
        }
        double x = Cells.number(row, column, plan.name());
        float scaled = (float) ((x - shift) * factor);
        if (Float.isInfinite(scaled)) {
            throw Cells.tooLarge(plan.name(), x);
        }
        packer.set(feature, scaled);
    }
}
