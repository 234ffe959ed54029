package dev.lockstep.config;

import dev.lockstep.data.Scale;
import dev.lockstep.model.Penalty;
import dev.lockstep.numeric.Named;
import dev.lockstep.numeric.Secrets;
import dev.lockstep.schedule.Plateau;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Writes a run with every default, and without secrets. */
final class RunWriter {
    private static final int WIDTH = 120;

    /** Text with references to the environment, which is written as it is. */
    private record Reference(String text) {}

    private final Map<String, String> references;

    private RunWriter(Map<String, String> references) {
        this.references = references;
    }

    static String write(RunConfig run) {
        return write(new RunWriter(run.references()).tree(run));
    }

    static String write(ComparisonConfig comparison) {
        Map<String, Object> tree = new RunWriter(comparison.run().references()).tree(comparison.run());
        tree.keySet().removeAll(List.of("optimizer", "schedule")); // each entry has its own
        Map<String, Object> compare = map(
                "optimizers",
                comparison.entries().stream().map(RunWriter::entry).toList());
        comparison.target().ifPresent(target -> compare.put("target", map(target.metric(), target.value())));
        tree.put(ComparisonReader.KEY, compare);
        return write(tree);
    }

    private static Map<String, Object> entry(ComparisonConfig.Entry entry) {
        Map<String, Object> tree = named("name", entry.optimizer());
        tree.put("label", entry.label());
        tree.put("schedule", named("name", entry.schedule()));
        tree.put("learning_rates", entry.learningRates());
        return tree;
    }

    private static String write(Map<String, Object> tree) {
        DumpSettings settings = DumpSettings.builder()
                .setSchema(new CoreSchema())
                .setDefaultFlowStyle(FlowStyle.AUTO)
                .setWidth(WIDTH)
                .setDereferenceAliases(true)
                .build();
        return new Dump(settings).dumpToString(escape(tree));
    }

    private Map<String, Object> tree(RunConfig run) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("data", data(run.data()));
        tree.put("model", named("type", run.model()));
        Map<String, Object> loss = named("name", run.loss());
        run.classWeights().ifPresent(weights -> loss.put("class_weights", weights));
        if (!run.penalty().equals(Penalty.NONE)) {
            loss.put("l1", run.penalty().l1());
            loss.put("l2", run.penalty().l2());
        }
        tree.put("loss", loss);
        tree.put(
                "metrics",
                run.metrics().stream().map(metric -> named("name", metric)).toList());
        tree.put("optimizer", named("name", run.optimizer()));
        tree.put(
                "schedule",
                run.schedule().<Object>map(schedule -> named("name", schedule)).orElse(Field.NONE));
        tree.put(
                ScheduleReader.PLATEAU,
                run.plateau().<Object>map(RunWriter::plateau).orElse(Field.NONE));
        tree.put("monitor", run.monitor());
        tree.put("trainer", trainer(run.trainer(), Catalog.isLbfgs(run.optimizer())));
        tree.put(
                "early_stopping",
                run.patience().isPresent()
                        ? map("patience", run.patience().getAsInt(), "min_delta", run.minDelta())
                        : Field.NONE);
        tree.put("output", open(run.output()));
        return tree;
    }

    private static Map<String, Object> plateau(Plateau plateau) {
        return map(
                "patience", plateau.patience(),
                "factor", plateau.factor(),
                "cooldown", plateau.cooldown(),
                "min_delta", plateau.threshold().minDelta(),
                "threshold", plateau.threshold().relative() ? "relative" : "absolute",
                "min_learning_rate", plateau.minLearningRate());
    }

    private static Map<String, Object> trainer(TrainerConfig trainer, boolean takesAllRows) {
        Map<String, Object> tree = map("epochs", trainer.epochs());
        if (!takesAllRows) {
            tree.put("batch_size", trainer.batchSize());
        }
        tree.put("seed", trainer.seed());
        tree.put(
                "shards",
                trainer.shards().isPresent() ? (Object) trainer.shards().getAsInt() : TrainerConfig.AUTO);
        tree.put("evaluate_every", trainer.evaluateEvery());
        return tree;
    }

    private Map<String, Object> data(DataConfig data) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("train", source(data.train()));
        tree.put("validation", part(data.validation()));
        tree.put("test", part(data.test()));
        tree.put("label", label(data.label()));
        tree.put("weight", data.weight().orElse(Field.NONE));
        tree.put(
                "features",
                !data.exclude().isEmpty()
                        ? map("exclude", data.exclude())
                        : data.features().isEmpty() ? "all" : data.features());
        tree.put("categorical", map("encode", word(data.categorical()), "buckets", data.buckets()));
        tree.put("missing", word(data.missing()));
        tree.put("scale", scale(data.scale()));
        Map<String, Object> columns = new LinkedHashMap<>();
        data.columns().forEach((name, column) -> columns.put(name, column(column)));
        tree.put("columns", columns);
        tree.put("bad_rows", data.badRows() == 0 ? "fail" : map("skip", data.badRows()));
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
        source.options().forEach((key, value) -> options.put(key, Secrets.isSecret(key) ? hidden(value) : open(value)));
        tree.put("options", options);
        return tree;
    }

    private Object oneOrMore(List<String> paths) {
        List<Object> written = paths.stream().map(this::open).toList();
        return written.size() == 1 ? written.get(0) : written;
    }

    /** A text that may have a secret in it. */
    private Object open(String text) {
        return references.containsKey(text) ? hidden(text) : Secrets.mask(text);
    }

    /** What stands for a secret. */
    private Object hidden(String secret) {
        String reference = references.get(secret);
        return reference == null ? Secrets.MASK : new Reference(reference);
    }

    private Object part(PartConfig part) {
        if (part instanceof PartConfig.Source source) {
            return source(source.source());
        }
        if (part instanceof PartConfig.Fraction fraction) {
            return map("fraction", fraction.fraction());
        }
        if (part instanceof PartConfig.Every every) {
            return map("every", every.every(), "remainder", every.remainder());
        }
        return part instanceof PartConfig.Where where ? map("where", where.condition()) : Field.NONE;
    }

    private static Map<String, Object> label(LabelConfig label) {
        Map<String, Object> tree = map("column", label.column());
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
            return map("divide", divide.divisor());
        }
        if (scale instanceof Scale.Standard) {
            return "standard";
        }
        return scale instanceof Scale.MinMax ? "min_max" : Field.NONE;
    }

    private static Map<String, Object> named(String key, Named named) {
        Map<String, Object> tree = map(key, named.name());
        tree.putAll(named.settings());
        return tree;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    /** Lengths become texts, and no text looks like a reference to the environment. */
    private static Object escape(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> escaped = new LinkedHashMap<>();
            map.forEach((key, item) -> escaped.put(key, escape(item)));
            return escaped;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RunWriter::escape).toList();
        }
        if (value instanceof Reference reference) {
            return reference.text();
        }
        return value instanceof Length || value instanceof String ? Environment.escape(value.toString()) : value;
    }
}
