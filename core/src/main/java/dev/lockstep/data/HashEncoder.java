package dev.lockstep.data;

import dev.lockstep.numeric.Seeds;

/** A category as the feature of its bucket: the hash of {@code column=value}, modulo the number of buckets. */
final class HashEncoder implements ColumnEncoder {
    private final ColumnPlan plan;
    private final int column;
    private final int first;
    private final int missingBucket;
    private final StringBuilder text;
    private final int prefix;

    HashEncoder(ColumnPlan plan, int column, int first) {
        this.plan = plan;
        this.column = column;
        this.first = first;
        this.missingBucket = bucket(plan.name() + " is missing");
        this.text = new StringBuilder(plan.name()).append('=');
        this.prefix = text.length();
    }

    @Override
    public void encode(RawRow row, RowPacker packer) {
        if (row.isMissing(column)) {
            if (plan.missing().isCategory()) {
                packer.set(first + missingBucket, 1);
            }
            ColumnEncoder.setMissing(plan, first, packer);
            return;
        }
        text.setLength(prefix);
        if (plan.type() == RawColumn.Type.TEXT) {
            text.append(row.text(column));
        } else {
            Cells.append(text, Cells.number(row, column, plan.name()));
        }
        packer.set(first + bucket(text), 1);
    }

    private int bucket(CharSequence value) {
        return (int) Math.floorMod(Seeds.hash(value), (long) plan.values());
    }
}
