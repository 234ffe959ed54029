package dev.lockstep.data;

import dev.lockstep.numeric.Names;
import java.util.List;
import java.util.Optional;

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
            throw new BadDataException("column " + name + " has more than " + Categories.MOST + " categories"
                    + numberInstead()
                    + " give it encode: hash under data.columns, or put it into data.features.exclude");
        }
    }

    /** Text that is too varied for categories is often a number but for a few words. */
    private String numberInstead() {
        return type == RawColumn.Type.NUMBER
                ? ":"
                : doubt(Categories.MOST)
                        .map(doubt -> categories.names().stream()
                                .filter(value -> !ColumnDoubt.isNumber(value))
                                .sorted()
                                .findFirst()
                                .orElse(""))
                        .map(word -> ", most of them numbers, but not " + Names.shown(word)
                                + ": if it is a number, give it type: number under data.columns, or the reader options:"
                                + " {nullValue: " + Names.shown(word) + "}; otherwise")
                        .orElse(":");
    }

    @Override
    public Optional<ColumnDoubt> doubt(long rows) {
        if (type == RawColumn.Type.NUMBER) {
            return ColumnFit.empty(name, missing, rows);
        }
        long numbers = categories.names().stream().filter(ColumnDoubt::isNumber).count();
        return ColumnFit.ofText(new ColumnDoubt(name, true, numbers, categories.size() - numbers));
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
