package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Options of CSV, TSV and JSON: the user's, Lockstep's defaults under them, and what marks bad records over them. */
final class TextOptions {
    /** Holds the text of a record that does not fit the columns. */
    static final String BAD_COLUMN = "__lockstep_bad_record";

    /** Those that are read here; Spark reads the others. */
    private static final List<String> FLAGS =
            List.of("header", "inferSchema", "multiLine", "ignoreLeadingWhiteSpace", "ignoreTrailingWhiteSpace");

    private final boolean csv;
    private final boolean infers;
    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    TextOptions(SourceConfig source) {
        csv = !source.format().equals("json");
        values.putAll(source.options());
        if (values.containsKey("mode") || values.containsKey("columnNameOfCorruptRecord")) {
            throw new ConfigException("options: {mode, columnNameOfCorruptRecord} are not for data sources here: say"
                    + " bad_rows: fail, or bad_rows: {skip: 100}");
        }
        for (String key : FLAGS) {
            flag(key, false);
        }
        charset();
        infers = flag("inferSchema", true);
        values.remove("inferSchema");
        if (csv) {
            values.putIfAbsent("header", "true");
            // As RFC 4180, spreadsheets and pandas have it; Spark's own default is a backslash.
            values.putIfAbsent("escape", "\"");
            // With it, a row's number of values is compared with that of the columns that happen to be read.
            values.put("columnPruning", "false");
        }
        if (source.format().equals("tsv") && !values.containsKey("sep") && !values.containsKey("delimiter")) {
            values.put("sep", "\t");
        }
        // Every pass must find the same records bad, whichever columns it reads.
        values.put("mode", "PERMISSIVE");
        values.put("columnNameOfCorruptRecord", BAD_COLUMN);
    }

    /** What to hand to Spark's reader. */
    Map<String, String> values() {
        return values;
    }

    boolean csv() {
        return csv;
    }

    /** Whether the types of columns are found out: unless {@code inferSchema: false} makes them all text. */
    boolean infers() {
        return infers;
    }

    /** Whether the first line names the columns. */
    boolean header() {
        return csv && flag("header", false);
    }

    boolean trimsNames() {
        return csv && (flag("ignoreLeadingWhiteSpace", false) || flag("ignoreTrailingWhiteSpace", false));
    }

    String separator() {
        return values.getOrDefault("sep", values.getOrDefault("delimiter", ","));
    }

    String value(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    /** How lines make records; empty where a record may have several, or lines end in an unusual way. */
    Optional<RecordFinder.LineRule> lines() {
        if (flag("multiLine", false) || values.containsKey("lineSep")) {
            return Optional.empty();
        }
        return Optional.of(new RecordFinder.LineRule(header(), csv ? value("comment", "") : "", charset()));
    }

    private Charset charset() {
        String name = value("encoding", value("charset", StandardCharsets.UTF_8.name()));
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new ConfigException(
                    "options: {encoding: " + name + "} is no encoding that Java knows; UTF-8 and ISO-8859-1 are");
        }
    }

    private boolean flag(String key, boolean otherwise) {
        String value = values.get(key);
        if (value != null && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new ConfigException("options: {" + key + "} must be true or false, but was " + value);
        }
        return value == null ? otherwise : value.equalsIgnoreCase("true");
    }
}
