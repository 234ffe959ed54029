package dev.lockstep.data;

/** Bytes, packed as they are where that is possible and otherwise scaled one by one. */
final class BytesEncoder implements ColumnEncoder {
    private final ColumnPlan plan;
    private final int column;
    private final int first;
    private final boolean packed;
    private final FeatureScaling scaling;
    /** In place of missing bytes: the means, rounded to bytes. */
    private final byte[] fill;

    BytesEncoder(ColumnPlan plan, int column, int first, boolean packed) {
        this.plan = plan;
        this.column = column;
        this.first = first;
        this.packed = packed;
        this.scaling = new FeatureScaling(plan);
        this.fill = new byte[plan.values()];
        for (int j = 0; j < fill.length; j++) {
            fill[j] = (byte) (int) Math.rint(plan.missing().fill(j));
        }
    }

    @Override
    public void encode(RawRow row, RowPacker packer) {
        if (row.isMissing(column)) {
            if (packed) {
                packer.setBytes(fill);
            } else {
                scaling.fill(first, packer);
            }
            ColumnEncoder.setMissing(plan, first, packer);
            return;
        }
        byte[] bytes = row.bytes(column);
        if (bytes.length != plan.values()) {
            throw new BadRowException(
                    plan.name(),
                    bytes.length + " bytes",
                    "are not the " + plan.values() + " that there were in training");
        }
        if (packed) {
            packer.setBytes(bytes);
            return;
        }
        for (int j = 0; j < bytes.length; j++) {
            packer.set(first + j, scaling.apply(j, bytes[j] & 0xFF));
        }
    }
}
