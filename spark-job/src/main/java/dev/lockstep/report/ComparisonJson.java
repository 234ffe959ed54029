package dev.lockstep.report;

import dev.lockstep.config.ComparisonConfig;
import dev.lockstep.config.ComparisonConfig.Entry;
import dev.lockstep.numeric.Named;
import dev.lockstep.schedule.Plateau;
import dev.lockstep.spark.Comparison;
import dev.lockstep.spark.Versions;
import dev.lockstep.train.Contender;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.RateTrial;
import dev.lockstep.train.Split;
import dev.lockstep.train.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A whole comparison for programs: every training, every evaluation. */
final class ComparisonJson {
    private ComparisonJson() {}

    static Map<String, Object> of(
            Comparison comparison, ComparisonConfig config, String status, Optional<String> error) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", status);
        error.ifPresent(line -> json.put("error", line));
        json.put("monitor", comparison.monitor().name());
        json.put("higher_is_better", comparison.monitor().higherIsBetter());
        comparison
                .goal()
                .ifPresent(goal -> json.put("target", Map.of(goal.monitor().name(), goal.value())));
        Map<String, Object> rows = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            rows.put(split.name().toLowerCase(Locale.ROOT), comparison.data().rows(split));
        }
        json.put("rows", rows);
        json.put("features", comparison.data().width());
        json.put("shards", comparison.data().shards());
        json.put("steps_per_epoch", comparison.stepsPerEpoch());
        json.put(
                "seeds",
                IntStream.range(0, config.seeds()).mapToObj(config::seed).toList());
        List<Map<String, Object>> entries = new ArrayList<>();
        for (int i = 0; i < config.entries().size(); i++) {
            entries.add(entry(
                    comparison,
                    config,
                    config.entries().get(i),
                    comparison.contenders().get(i)));
        }
        json.put("entries", entries);
        json.put("versions", Versions.all());
        return json;
    }

    private static Map<String, Object> entry(
            Comparison comparison, ComparisonConfig config, Entry entry, Contender contender) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("label", entry.label());
        json.put("optimizer", named(entry.optimizer()));
        json.put("schedule", named(entry.schedule()));
        entry.plateau().ifPresent(plateau -> json.put("plateau", plateau(plateau)));
        json.put("epochs", entry.epochs());
        comparison.best(contender).ifPresent(best -> json.put("best_learning_rate", best.learningRate()));
        json.put(
                "trainings",
                contender.trials().stream()
                        .map(trial -> training(comparison, trial, config.seed(0)))
                        .toList());
        if (config.seeds() > 1) {
            json.put(
                    "repetitions",
                    IntStream.range(0, contender.repetitions().size())
                            .mapToObj(i ->
                                    training(comparison, contender.repetitions().get(i), config.seed(i + 1)))
                            .toList());
            List<RateTrial> chosen = comparison.chosen(contender);
            if (!chosen.isEmpty()) {
                json.put("best_" + comparison.monitor().name(), spread(comparison, chosen));
            }
        }
        return json;
    }

    private static Map<String, Object> spread(Comparison comparison, List<RateTrial> chosen) {
        Spread spread = Spread.of(chosen.stream()
                .map(trial -> comparison.monitor().value(trial.best().orElseThrow()))
                .toList());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mean", spread.mean());
        json.put("standard_deviation", spread.deviation());
        json.put("seeds", spread.count());
        return json;
    }

    private static Map<String, Object> plateau(Plateau plateau) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("patience", plateau.patience());
        json.put("factor", plateau.factor());
        json.put("cooldown", plateau.cooldown());
        json.put("min_delta", plateau.threshold().minDelta());
        json.put("threshold", plateau.threshold().relative() ? "relative" : "absolute");
        json.put("min_learning_rate", plateau.minLearningRate());
        return json;
    }

    private static Map<String, Object> training(Comparison comparison, RateTrial trial, long seed) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", seed);
        json.put("learning_rate", trial.learningRate());
        json.put("status", trial.ending().name().toLowerCase(Locale.ROOT));
        trial.error().ifPresent(line -> json.put("error", line));
        trial.best().ifPresent(best -> {
            json.put("best_" + comparison.monitor().name(), comparison.monitor().value(best));
            json.put("best_epoch", best.epoch());
            json.put("best_step", best.step());
        });
        comparison
                .goal()
                .flatMap(goal -> goal.firstIn(trial.evaluations()))
                .ifPresent(reached -> json.put("reached", reached(comparison, reached)));
        json.put("evaluations", trial.evaluations().stream().map(RunFiles::line).toList());
        return json;
    }

    private static Map<String, Object> reached(Comparison comparison, EpochReport evaluation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epochs", comparison.epochs(evaluation));
        json.put("steps", evaluation.step());
        json.put("seconds", evaluation.seconds());
        return json;
    }

    private static Map<String, Object> named(Named named) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", named.name());
        named.settings().forEach((key, value) -> json.put(key, plain(value)));
        return json;
    }

    /** Lengths among settings are written as in YAML. */
    private static Object plain(Object value) {
        return value instanceof Number || value instanceof Boolean || value instanceof List || value instanceof Map
                ? value
                : value.toString();
    }
}
