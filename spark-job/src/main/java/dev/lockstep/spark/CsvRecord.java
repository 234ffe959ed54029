package dev.lockstep.spark;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a line of CSV that Spark could not read: Spark itself only says that something is. */
final class CsvRecord {
    private final List<StructField> columns;
    private final TextOptions options;

    /** @param columns those that stand in the file */
    CsvRecord(List<StructField> columns, TextOptions options) {
        this.columns = List.copyOf(columns);
        this.options = options;
    }

    String fault(String line) {
        String[] values = parser().parseLine(line);
        int count = values == null ? 0 : values.length;
        if (count != columns.size()) {
            return "the row has " + count + (count == 1 ? " value" : " values") + ", but there are " + columns.size()
                    + " columns; mend the row (a quotation mark may be missing)";
        }
        for (int i = 0; i < count; i++) {
            StructField column = columns.get(i);
            String value = values[i];
            if (value == null || value.isEmpty() || value.equals(options.value("nullValue", ""))) {
                continue;
            }
            if (column.dataType() instanceof NumericType && !isNumber(value)) {
                return "column " + column.name() + " is a number, but was \"" + value
                        + "\"; mend it, or give options: {nullValue: ...} if it stands for a missing value";
            }
            if (column.dataType() instanceof BooleanType
                    && !value.equalsIgnoreCase("true")
                    && !value.equalsIgnoreCase("false")) {
                return "column " + column.name() + " is true or false, but was \"" + value + "\"; mend it";
            }
        }
        return "the row does not fit the columns";
    }

    /** The values of a line; empty where it has none. */
    static List<@Nullable String> values(String line, TextOptions options) {
        String[] values = new CsvRecord(List.of(), options).parser().parseLine(line);
        return values == null ? List.of() : Arrays.asList(values);
    }

    private boolean isNumber(String value) {
        if (value.equals(options.value("nanValue", "NaN"))
                || value.equals(options.value("positiveInf", "Inf"))
                || value.equals(options.value("negativeInf", "-Inf"))) {
            return true;
        }
        try {
            Double.parseDouble(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private CsvParser parser() {
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat().setDelimiter(options.separator());
        settings.getFormat().setQuote(first(options.value("quote", "\"")));
        settings.getFormat().setQuoteEscape(first(options.value("escape", "\"")));
        settings.setIgnoreLeadingWhitespaces(
                options.value("ignoreLeadingWhiteSpace", "false").equalsIgnoreCase("true"));
        settings.setIgnoreTrailingWhitespaces(
                options.value("ignoreTrailingWhiteSpace", "false").equalsIgnoreCase("true"));
        settings.setMaxCharsPerColumn(-1);
        settings.setMaxColumns(20_480);
        return new CsvParser(settings);
    }

    private static char first(String text) {
        return text.isEmpty() ? '\0' : text.charAt(0);
    }
}
