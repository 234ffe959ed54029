package dev.lockstep.data;

import java.util.List;

/** What the training rows say about a column of categories that become features, or a number, each. */
final class CategoryFit implements ColumnFit {
    private static final long serialVersionUID = 1;

    private final String name;
    private final int column;
    private final RawColumn.Type type;
    private final Form form;
    private final Missing missingRule;
    private final Categories categories;
    private long missing;

    private transient boolean isMissing;
    private transient String text = "";
    private transient double number;

    CategoryFit(ColumnRule rule, int column) {
        this.name = rule.name();
        this.column = column;
        this.type = rule.type();
        this.form = rule.form();
        this.missingRule = rule.missing();
        this.categories = new Categories(type);
    }

    @Override
    public void read(RawRow row) {
        isMissing = row.isMissing(column);
        if (isMissing) {
            if (missingRule == Missing.FAIL) {
                throw Cells.missing(name);
            }
        } else if (type == RawColumn.Type.TEXT) {
            text = row.text(column);
        } else {
            number = Cells.number(row, column, name);
        }
    }

    @Override
    public void add() {
        if (isMissing) {
            missing++;
            return;
        }
        if (type == RawColumn.Type.TEXT) {
            categories.addText(text);
        } else {
            categories.addNumber(number);
        }
        limit();
    }

    @Override
    public void merge(ColumnFit other) {
        CategoryFit fit = (CategoryFit) other;
        missing += fit.missing;
        fit.categories.names().forEach(categories::add);
        limit();
    }

    private void limit() {
        if (categories.size() > Categories.MOST) {
            throw new BadDataException("column " + name + " has more than " + Categories.MOST
                    + " categories: give it encode: hash under data.columns, or put it into data.features.exclude");
        }
    }

    @Override
    public ColumnPlan finish(long rows) {
        List<String> sorted = categories.names().stream().sorted().toList();
        boolean category = missing > 0 && missingRule != Missing.ZERO;
        MissingPlan missingPlan = new MissingPlan(missingRule, category && form == Form.ONE_HOT, List.of(0.0));
        int values = form == Form.ONE_HOT ? sorted.size() : 1;
        return new ColumnPlan(name, type, form, values, sorted, Scaling.NONE, missingPlan);
    }

    @Override
    public long entries(ColumnPlan plan, long rows) {
        return missingRule == Missing.ZERO ? rows - missing : rows;
    }
}
