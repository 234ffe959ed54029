package dev.lockstep.data;

/** A category as a feature of its own, or as its number. */
final class CategoryEncoder implements ColumnEncoder {
    private final ColumnPlan plan;
    private final int column;
    private final int first;
    private final Categories categories;

    CategoryEncoder(ColumnPlan plan, int column, int first) {
        this.plan = plan;
        this.column = column;
        this.first = first;
        this.categories = Categories.of(plan.type(), plan.categories());
    }

    @Override
    public void encode(RawRow row, RowPacker packer) {
        boolean oneHot = plan.form() == Form.ONE_HOT;
        if (row.isMissing(column)) {
            if (!oneHot && plan.missing().isCategory()) {
                packer.set(first, categories.size() + 1);
            }
            ColumnEncoder.setMissing(plan, first, packer);
            return;
        }
        if (plan.type() == RawColumn.Type.NUMBER) {
            Cells.number(row, column, plan.name());
        }
        int category = categories.find(row, column);
        if (!oneHot) {
            packer.set(first, category + 1);
        } else if (category >= 0) {
            packer.set(first + category, 1);
        }
    }
}
