package dev.lockstep.config;

import dev.lockstep.data.Target;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Losses;
import dev.lockstep.model.Metric;
import dev.lockstep.model.Metrics;
import dev.lockstep.model.Models;
import dev.lockstep.numeric.Named;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Optimizers;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the names in a configuration mean: asks the registries, so that a wrong name or setting is found before any work
 * begins, and adds the settings that were not given. Everything it throws is an {@link IllegalArgumentException}.
 */
final class Catalog {
    /** The length of an epoch with which schedules are tried, before the real one is known. */
    private static final int LIKELY_STEPS = 1_000;

    /** Others, of which one may do where that does not. */
    private static final int[] POSSIBLE_STEPS = {10, 100_000, 1_000_000_000};

    private static final int MANY_CLASSES = 10_000;

    private Catalog() {}

    /**
     * A thing, and its name with all of its settings.
     *
     * @param <T> the thing
     */
    record Made<T>(T thing, Named named) {}

    static Made<Loss> loss(Named named) {
        return complete(named, settings -> Losses.of(named.name(), settings));
    }

    /** The model with all of its settings. */
    static Named model(Named named, Target target, Loss loss) {
        return new Named(named.name(), Models.completed(named.name(), named.settings(), target, loss));
    }

    /**
     * The metric's name in results.
     *
     * @param possible targets; it must fit one of them
     */
    static Made<String> metric(Named named, List<Target> possible) {
        Made<Metric> made = complete(named, settings -> Metrics.of(named.name(), settings));
        check(made.thing(), possible);
        return new Made<>(made.thing().name(), made.named());
    }

    /** What results call metrics that were read already. */
    static List<String> metricNames(List<Named> metrics) {
        return metrics.stream()
                .map(named -> Metrics.of(named.name(), named.settings()).name())
                .toList();
    }

    /** What is measured where nobody says what: the figure that people quote for such a target. */
    static String defaultMetric(Target.Kind kind) {
        return switch (kind) {
            case NUMBER -> "rmse";
            case CLASSES -> "accuracy";
            case COUNT -> "mae";
        };
    }

    /** The learning rate where none is given; empty for the method that takes none. */
    static Made<OptionalDouble> optimizer(Named named) {
        if (isLbfgs(named)) {
            Made<Lbfgs> made = complete(named, Lbfgs::of);
            return new Made<>(OptionalDouble.empty(), made.named());
        }
        Optimizer optimizer = Optimizers.of(named.name(), named.settings());
        return new Made<>(
                OptionalDouble.of(optimizer.defaultLearningRate()),
                new Named(named.name(), Optimizers.completed(named.name(), named.settings())));
    }

    /** Whether that is the training method that is no optimizer: without schedule and batches. */
    static boolean isLbfgs(Named optimizer) {
        return optimizer.name().equals(Lbfgs.NAME);
    }

    /** As far as it can be told before the rows are counted: it fits, if epochs are long or short enough. */
    static Named schedule(Named named, TrainerConfig trainer) {
        try {
            return schedule(named, trainer, LIKELY_STEPS);
        } catch (IllegalArgumentException e) {
            for (long stepsPerEpoch : POSSIBLE_STEPS) {
                try {
                    return schedule(named, trainer, stepsPerEpoch);
                } catch (IllegalArgumentException again) {
                    e.addSuppressed(again);
                }
            }
            throw e;
        }
    }

    private static Named schedule(Named named, TrainerConfig trainer, long stepsPerEpoch) {
        Map<String, Object> completed = RunLength.of(trainer, stepsPerEpoch, 1).completed(named);
        return new Named(named.name(), merged(named.settings(), completed));
    }

    /** What was given as it was given, lengths included, and the rest of what was made of it. */
    private static Map<String, Object> merged(Map<?, ?> given, Map<?, ?> completed) {
        Map<String, Object> merged = new LinkedHashMap<>();
        completed.forEach((key, value) -> merged.put(key.toString(), merged(given.get(key), value)));
        return merged;
    }

    private static Object merged(@Nullable Object given, Object completed) {
        if (given instanceof Map<?, ?> map && completed instanceof Map<?, ?> more) {
            return merged(map, more);
        }
        if (given instanceof List<?> list && completed instanceof List<?> more) {
            return IntStream.range(0, list.size())
                    .mapToObj(i -> merged(list.get(i), more.get(i)))
                    .toList();
        }
        return given == null ? completed : given;
    }

    /**
     * The targets that there may be.
     *
     * @param classes their names; empty: those found in the data, any number that the loss takes
     */
    static List<Target> targets(Loss loss, List<String> classes) {
        return switch (loss.kind()) {
            case NUMBER -> List.of(Target.number());
            case COUNT -> List.of(Target.count());
            case CLASSES -> {
                if (!classes.isEmpty()) {
                    loss.scores(Target.classes(classes));
                    yield List.of(Target.classes(classes));
                }
                yield Stream.of(2, MANY_CLASSES)
                        .map(n -> Target.classes(IntStream.range(0, n)
                                .mapToObj(Integer::toString)
                                .toList()))
                        .filter(target -> isPossible(() -> loss.scores(target)))
                        .toList();
            }
        };
    }

    private static void check(Metric metric, List<Target> possible) {
        if (possible.stream().noneMatch(target -> isPossible(() -> metric.check(target)))) {
            metric.check(possible.get(0));
        }
    }

    private static boolean isPossible(Runnable check) {
        try {
            check.run();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Makes the thing, and finds the settings that it has beyond those given: the components of its record, as far as the
     * registry takes them as settings and makes an equal thing of them.
     */
    private static <T> Made<T> complete(Named named, Function<Map<String, Object>, T> registry) {
        T thing = registry.apply(named.settings());
        Map<String, Object> settings = new LinkedHashMap<>(named.settings());
        if (thing instanceof Record) {
            for (RecordComponent component : thing.getClass().getRecordComponents()) {
                Map<String, Object> more = new LinkedHashMap<>(settings);
                if (more.putIfAbsent(key(component.getName()), value(component, thing)) == null
                        && makes(registry, more, thing)) {
                    settings = more;
                }
            }
        }
        return new Made<>(thing, new Named(named.name(), settings));
    }

    private static <T> boolean makes(Function<Map<String, Object>, T> registry, Map<String, Object> settings, T thing) {
        try {
            return registry.apply(settings).equals(thing);
        } catch (IllegalArgumentException e) {
            return false; // what the record has is not a setting
        }
    }

    /** {@code beta1} is {@code beta_1}, and {@code labelSmoothing} is {@code label_smoothing}. */
    private static String key(String component) {
        return component.replaceAll("([A-Z]|\\d+)", "_$1").toLowerCase(Locale.ROOT);
    }

    private static Object value(RecordComponent component, Object thing) {
        try {
            Object value = component.getAccessor().invoke(thing);
            if (value instanceof Enum<?> constant) {
                return constant.name().toLowerCase(Locale.ROOT);
            }
            return value instanceof Number || value instanceof Boolean ? value : NOTHING;
        } catch (ReflectiveOperationException e) {
            return NOTHING;
        }
    }

    /** Taken by no registry. */
    private static final Object NOTHING = new Object();
}
