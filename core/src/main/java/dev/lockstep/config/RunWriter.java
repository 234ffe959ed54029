package dev.lockstep.config;

import dev.lockstep.model.Penalty;
import dev.lockstep.numeric.Named;
import dev.lockstep.schedule.Plateau;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Writes a run with every default, and without secrets. */
final class RunWriter {
    private static final int WIDTH = 120;

    private final SecretTexts texts;

    private RunWriter(Map<String, String> references) {
        this.texts = new SecretTexts(references);
    }

    static String write(RunConfig run) {
        return write(new RunWriter(run.references()).tree(run));
    }

    static String write(ComparisonConfig comparison) {
        Map<String, Object> tree = new RunWriter(comparison.run().references()).tree(comparison.run());
        // Each entry has its own, and comparisons are not resumed.
        tree.keySet().removeAll(List.of("optimizer", "schedule", CheckpointConfigReader.KEY));
        Map<String, Object> compare = map(
                "optimizers",
                comparison.entries().stream().map(RunWriter::entry).toList());
        compare.put("seeds", comparison.seeds());
        comparison.target().ifPresent(target -> compare.put("target", map(target.metric(), target.value())));
        tree.put(ComparisonReader.KEY, compare);
        return write(tree);
    }

    private static Map<String, Object> entry(ComparisonConfig.Entry entry) {
        Map<String, Object> tree = named("name", entry.optimizer());
        tree.put("label", entry.label());
        tree.put("schedule", named("name", entry.schedule()));
        tree.put(ScheduleReader.PLATEAU, plateau(entry.plateau()));
        tree.put("epochs", entry.epochs());
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
        tree.put("data", new DataWriter(texts).data(run.data()));
        Map<String, Object> model = named("type", run.model());
        model.putAll(reuse(run.reuse()));
        tree.put("model", model);
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
        tree.put(ScheduleReader.PLATEAU, plateau(run.plateau()));
        tree.put("monitor", run.monitor());
        tree.put("trainer", trainer(run.trainer(), Catalog.isLbfgs(run.optimizer())));
        tree.put(
                "early_stopping",
                run.patience().isPresent()
                        ? map("patience", run.patience().getAsInt(), "min_delta", run.minDelta())
                        : Field.NONE);
        tree.put(
                CheckpointConfigReader.KEY,
                run.checkpoint()
                        .<Object>map(checkpoint -> map("every", checkpoint.everyText(), "keep", checkpoint.keep()))
                        .orElse(Field.NONE));
        tree.put("output", texts.open(run.output()));
        return tree;
    }

    private Map<String, Object> reuse(ReuseConfig reuse) {
        Map<String, Object> tree = new LinkedHashMap<>();
        reuse.startFrom()
                .ifPresent(start -> tree.put(
                        ReuseConfig.START_FROM,
                        start.tensors().isEmpty()
                                ? texts.open(start.path())
                                : map("path", texts.open(start.path()), "tensors", start.tensors())));
        if (!reuse.freeze().isEmpty()) {
            tree.put(ReuseConfig.FREEZE, reuse.freeze());
        }
        reuse.unfreezeAfter().ifPresent(length -> tree.put(ReuseConfig.UNFREEZE_AFTER, length));
        return tree;
    }

    private static Object plateau(Optional<Plateau> plateau) {
        return plateau.<Object>map(RunWriter::plateau).orElse(Field.NONE);
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
                trainer.shards().isPresent() ? (Object) trainer.shards().getAsInt() : ReductionConfig.AUTO);
        tree.put("evaluate_every", trainer.evaluateEvery());
        tree.put("runner", trainer.runner().kind().key());
        tree.put("placement_timeout", Durations.text(trainer.runner().placementTimeout()));
        tree.put("compression", trainer.compression().key());
        return tree;
    }

    private static Map<String, Object> named(String key, Named named) {
        Map<String, Object> tree = map(key, named.name());
        tree.putAll(named.settings());
        return tree;
    }

    static Map<String, Object> map(Object... keysAndValues) {
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
        if (value instanceof SecretTexts.Reference reference) {
            return reference.text();
        }
        return value instanceof Length || value instanceof String ? Environment.escape(value.toString()) : value;
    }
}
