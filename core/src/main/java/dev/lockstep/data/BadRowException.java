package dev.lockstep.data;

/** A row that cannot be used. The message is one line: column, value, and what is wrong with it. */
public final class BadRowException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 80;

    private final String column;
    private final String value;
    private final String rule;

    /**
     * A row that breaks a rule.
     *
     * @param value as text; empty where it is missing
     * @param rule what is wrong with it, as the end of a sentence: {@code is not finite}
     */
    public BadRowException(String column, String value, String rule) {
        super("column " + column + ": " + (value.isEmpty() ? rule : shown(value) + " " + rule));
        this.column = column;
        this.value = value;
        this.rule = rule;
    }

    public String column() {
        return column;
    }

    public String value() {
        return value;
    }

    public String rule() {
        return rule;
    }

    private static String shown(String value) {
        String line = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
        return line.replaceAll("\\p{Cntrl}", " ");
    }
}
