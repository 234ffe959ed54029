package dev.lockstep.numeric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The settings of a named thing (an optimizer, a loss), read one by one; {@link #finish()} refuses those that nobody read.
 * Everything it throws is an {@link IllegalArgumentException} that names the owner and the key.
 */
public final class Settings {
    /** What other libraries call a thing that we have. */
    private static final Map<String, String> FOREIGN = Map.ofEntries(
            Map.entry("lr", "learning_rate"),
            Map.entry("initial_learning_rate", "learning_rate"),
            Map.entry("eta", "learning_rate"),
            Map.entry("eps", "epsilon"),
            Map.entry("beta1", "beta_1"),
            Map.entry("beta2", "beta_2"),
            Map.entry("gamma", "decay_rate"),
            Map.entry("min_lr", "min_learning_rate"),
            Map.entry("base_lr", "learning_rate"),
            Map.entry("max_lr", "max_learning_rate"),
            Map.entry("maximal_learning_rate", "max_learning_rate"),
            Map.entry("first_decay_steps", "decay_steps"),
            Map.entry("step_size", "decay_steps"),
            Map.entry("step_size_up", "step_size"),
            Map.entry("T_max", "decay_steps"),
            Map.entry("T_0", "decay_steps"),
            Map.entry("T_mult", "t_mul"),
            Map.entry("milestones", "boundaries"),
            Map.entry("schedulers", "schedules"),
            Map.entry("kernel_initializer", "init"),
            Map.entry("weight_init", "init"),
            Map.entry("initializer", "init"),
            Map.entry("use_bias", "bias"),
            Map.entry("out_features", "units"),
            Map.entry("out_channels", "filters"),
            Map.entry("kernel", "kernel_size"),
            Map.entry("stride", "strides"),
            Map.entry("dilation", "dilation_rate"),
            Map.entry("p", "rate"),
            Map.entry("num_groups", "groups"),
            Map.entry("num_embeddings", "input_dim"),
            Map.entry("embedding_dim", "output_dim"),
            Map.entry("target_shape", "shape"),
            Map.entry("input_shape", "input"),
            Map.entry("dtype", "precision"),
            Map.entry("dtype_policy", "precision"));

    private final String owner;
    private final Map<String, ?> values;
    private final Set<String> read = new LinkedHashSet<>();
    private final Map<String, Object> defaults = new LinkedHashMap<>();
    private final Map<String, Object> replaced = new LinkedHashMap<>();

    /**
     * Settings of one owner.
     *
     * @param owner the name to put into errors, for example {@code optimizer adam}
     */
    public Settings(String owner, Map<String, ?> values) {
        this.owner = owner;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public double number(String key, double otherwise) {
        return optionalNumber(key).orElseGet(() -> byDefault(key, otherwise));
    }

    /** A number that has no default. */
    public double requiredNumber(String key) {
        return optionalNumber(key).orElseThrow(() -> missing(key));
    }

    public Optional<Double> optionalNumber(String key) {
        return value(key).map(value -> numberOf(key, value));
    }

    private double numberOf(String key, Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(key, "a number", value);
    }

    public long wholeNumber(String key, long otherwise) {
        return optionalNumber(key).map(number -> whole(key, number)).orElseGet(() -> byDefault(key, otherwise));
    }

    /** A whole number that has no default. */
    public long requiredWholeNumber(String key) {
        return whole(key, requiredNumber(key));
    }

    private long whole(String key, double number) {
        if (number != Math.rint(number) || Double.isInfinite(number)) {
            throw wrong(key, "a whole number", number);
        }
        return (long) number;
    }

    /** A whole number that may be left out. */
    public Optional<Long> optionalWholeNumber(String key) {
        return optionalNumber(key).map(number -> whole(key, number));
    }

    /** A number that may be absent, unboxed. */
    public static OptionalDouble primitive(Optional<Double> number) {
        return number.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    /** The items of a list; empty where there is none. */
    public List<Object> list(String key) {
        return value(key)
                .map(value -> {
                    if (value instanceof List<?> list) {
                        return List.<Object>copyOf(list);
                    }
                    throw wrong(key, "a list", value);
                })
                .orElse(List.of());
    }

    /** A list of numbers that has no default. */
    public List<Double> requiredNumbers(String key) {
        required(key);
        return list(key).stream().map(item -> numberOf(key, item)).toList();
    }

    /** A list of whole numbers that has no default. */
    public List<Long> requiredWholeNumbers(String key) {
        return requiredNumbers(key).stream().map(number -> whole(key, number)).toList();
    }

    /** A text that has no default. */
    public String requiredText(String key) {
        return required(key).toString();
    }

    /** A value that the caller takes apart, and that has no default. */
    public Object required(String key) {
        return value(key).orElseThrow(() -> missing(key));
    }

    public String owner() {
        return owner;
    }

    public boolean flag(String key, boolean otherwise) {
        return value(key)
                .map(value -> {
                    if (value instanceof Boolean flag) {
                        return flag;
                    }
                    throw wrong(key, "true or false", value);
                })
                .orElseGet(() -> byDefault(key, otherwise));
    }

    public String text(String key, String otherwise) {
        return value(key).map(Object::toString).orElseGet(() -> byDefault(key, otherwise));
    }

    /** A value that the caller takes apart: a list or a map. */
    public Optional<Object> value(String key) {
        read.add(key);
        return Optional.ofNullable(values.get(key));
    }

    private <T> T byDefault(String key, T value) {
        defaults.put(key, value);
        return value;
    }

    /** Whether anybody asked for that setting. */
    public boolean wasRead(String key) {
        return read.contains(key);
    }

    /** Says what {@link #completed} has for a key that was given: the same with what was left out in it. */
    public void replace(String key, Object value) {
        replaced.put(key, value);
    }

    /** The settings that were given, and then those that were asked for with a default. */
    public Map<String, Object> completed() {
        Map<String, Object> completed = new LinkedHashMap<>(values);
        completed.putAll(replaced);
        defaults.forEach(completed::putIfAbsent);
        return completed;
    }

    /** Refuses settings of these names, whatever they are set to. */
    public void refuse(String remedy, String... keys) {
        for (String key : keys) {
            if (values.containsKey(key)) {
                throw new IllegalArgumentException(owner + " has no setting " + key + ": " + remedy);
            }
        }
    }

    /** Refuses every setting that was not asked for. */
    public void finish() {
        for (String key : values.keySet().stream().sorted().toList()) {
            if (!read.contains(key)) {
                String foreign = FOREIGN.get(key);
                String hint = foreign != null && read.contains(foreign)
                        ? "here it is called " + foreign
                        : read.isEmpty() ? "it has none" : Names.hint(key, List.copyOf(read));
                throw new IllegalArgumentException(owner + " has no setting " + key + ": " + hint);
            }
        }
    }

    private IllegalArgumentException missing(String key) {
        for (String given : values.keySet().stream().sorted().toList()) {
            if (key.equals(FOREIGN.get(given))) {
                return new IllegalArgumentException(owner + " has no setting " + given + ": here it is called " + key);
            }
        }
        return new IllegalArgumentException(owner + " needs the setting " + key);
    }

    private IllegalArgumentException wrong(String key, String rule, Object value) {
        return new IllegalArgumentException(key + " of " + owner + " must be " + rule + ", but was " + value);
    }
}
