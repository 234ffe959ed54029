package dev.lockstep.data;

import java.util.List;
import java.util.Optional;

/** What there is to know about a column of hashed categories: how often it is missing, and how often a number. */
final class HashFit implements ColumnFit {
    private static final long serialVersionUID = 1;

    private final String name;
    private final int column;
    private final RawColumn.Type type;
    private final int buckets;
    private final Missing missingRule;
    private long missing;
    private long numbers;
    private long words;

    private transient boolean isMissing;
    private transient boolean isNumber;

    HashFit(ColumnRule rule, int column) {
        this.name = rule.name();
        this.column = column;
        this.type = rule.type();
        this.buckets = rule.buckets();
        this.missingRule = rule.missing();
    }

    @Override
    public void read(RawRow row) {
        isMissing = row.isMissing(column);
        if (isMissing && missingRule == Missing.FAIL) {
            throw Cells.missing(name);
        }
        if (!isMissing && type == RawColumn.Type.NUMBER) {
            Cells.number(row, column, name);
        }
        isNumber = !isMissing && (type == RawColumn.Type.NUMBER || ColumnDoubt.isNumber(row.text(column)));
    }

    @Override
    public void add() {
        if (isMissing) {
            missing++;
        } else if (isNumber) {
            numbers++;
        } else {
            words++;
        }
    }

    @Override
    public void merge(ColumnFit other) {
        HashFit fit = (HashFit) other;
        missing += fit.missing;
        numbers += fit.numbers;
        words += fit.words;
    }

    @Override
    public Optional<ColumnDoubt> doubt(long rows) {
        return ColumnFit.ofText(new ColumnDoubt(name, false, numbers, words));
    }

    @Override
    public ColumnPlan finish(long rows) {
        MissingPlan missingPlan = new MissingPlan(missingRule, false, List.of(0.0));
        return new ColumnPlan(name, type, Form.HASH, buckets, List.of(), Scaling.NONE, missingPlan);
    }

    @Override
    public long entries(ColumnPlan plan, long rows) {
        return missingRule == Missing.ZERO ? rows - missing : rows;
    }
}
