package dev.lockstep.config;

import dev.lockstep.data.Scale;
import dev.lockstep.numeric.Secrets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes where rows come from and how they are prepared. */
final class DataWriter {
    private final SecretTexts texts;

    DataWriter(SecretTexts texts) {
        this.texts = texts;
    }

    Map<String, Object> data(DataConfig data) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("train", source(data.train()));
        tree.put("validation", part(data.validation()));
        tree.put("test", part(data.test()));
        tree.put("label", label(data.label()));
        tree.put("weight", data.weight().orElse(Field.NONE));
        tree.put(
                "features",
                !data.exclude().isEmpty()
                        ? RunWriter.map("exclude", data.exclude())
                        : data.features().isEmpty() ? "all" : data.features());
        tree.put("categorical", RunWriter.map("encode", word(data.categorical()), "buckets", data.buckets()));
        tree.put("missing", word(data.missing()));
        tree.put("scale", scale(data.scale()));
        Map<String, Object> columns = new LinkedHashMap<>();
        data.columns().forEach((name, column) -> columns.put(name, column(column)));
        tree.put("columns", columns);
        tree.put("bad_rows", data.badRows() == 0 ? "fail" : RunWriter.map("skip", data.badRows()));
        tree.put("shuffle", data.shuffle() ? (Object) true : Field.NONE);
        tree.put("order_by", data.orderBy().isEmpty() ? Field.NONE : data.orderBy());
        return tree;
    }

    private Map<String, Object> source(SourceConfig source) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (source.format().equals(Formats.SYNTHETIC)) {
            tree.put("format", source.format());
            tree.putAll(source.synthetic());
            return tree;
        }
        if (!source.paths().isEmpty()) {
            tree.put("path", oneOrMore(source.paths()));
        }
        tree.put("format", source.format());
        if (!source.labels().isEmpty()) {
            tree.put("labels", oneOrMore(source.labels()));
        }
        Map<String, Object> options = new LinkedHashMap<>();
        source.options()
                .forEach((key, value) ->
                        options.put(key, Secrets.isSecret(key) ? texts.hidden(value) : texts.open(value)));
        tree.put("options", options);
        return tree;
    }

    private Object oneOrMore(List<String> paths) {
        List<Object> written = paths.stream().map(texts::open).toList();
        return written.size() == 1 ? written.get(0) : written;
    }

    private Object part(PartConfig part) {
        if (part instanceof PartConfig.Source source) {
            return source(source.source());
        }
        if (part instanceof PartConfig.Fraction fraction) {
            return RunWriter.map("fraction", fraction.fraction());
        }
        if (part instanceof PartConfig.Every every) {
            return RunWriter.map("every", every.every(), "remainder", every.remainder());
        }
        return part instanceof PartConfig.Where where ? RunWriter.map("where", where.condition()) : Field.NONE;
    }

    private static Map<String, Object> label(LabelConfig label) {
        Map<String, Object> tree = RunWriter.map("column", label.column());
        if (!label.values().isEmpty()) {
            boolean plain = label.values().stream().allMatch(spellings -> spellings.size() == 1);
            tree.put("values", plain ? label.names() : label.values());
        }
        tree.put("scale", scale(label.scale()));
        return tree;
    }

    private static Map<String, Object> column(ColumnConfig column) {
        Map<String, Object> tree = new LinkedHashMap<>();
        column.type().ifPresent(type -> tree.put("type", word(type)));
        column.encode().ifPresent(encode -> tree.put("encode", word(encode)));
        column.buckets().ifPresent(buckets -> tree.put("buckets", buckets));
        column.missing().ifPresent(missing -> tree.put("missing", word(missing)));
        column.scale().ifPresent(scale -> tree.put("scale", scale(scale)));
        return tree;
    }

    private static Object scale(Scale scale) {
        if (scale instanceof Scale.Divide divide) {
            return RunWriter.map("divide", divide.divisor());
        }
        if (scale instanceof Scale.Standard) {
            return "standard";
        }
        return scale instanceof Scale.MinMax ? "min_max" : Field.NONE;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
