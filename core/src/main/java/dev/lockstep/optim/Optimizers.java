package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Optimizers by name, with all that is composed around them. {@code momentum} and {@code nesterov} are presets of {@code sgd},
 * with a momentum of 0.9.
 */
public final class Optimizers {
    private static final String FLAVOR = "flavor";

    /** The weight decay of {@code adamw}, which is {@code adam} but for that. */
    private static final double KERAS_ADAMW = 0.004;

    private static final double PYTORCH_ADAMW = 0.01;

    private static final Map<String, Function<Settings, Optimizer>> KERAS = new LinkedHashMap<>();
    private static final Map<String, Function<Settings, Optimizer>> PYTORCH = new LinkedHashMap<>();

    static {
        KERAS.put("sgd", Sgd::of);
        KERAS.put("momentum", Sgd::momentum);
        KERAS.put("nesterov", Sgd::nesterov);
        KERAS.put("adagrad", Adagrad::of);
        KERAS.put("rmsprop", RmsProp::of);
        KERAS.put("adadelta", Adadelta::of);
        KERAS.put("adam", Adam::of);
        KERAS.put("adamw", settings -> new Decayed(Adam.of(settings), settings.number("weight_decay", KERAS_ADAMW)));
        KERAS.put("adamax", Adamax::of);
        KERAS.put("nadam", Nadam::of);
        KERAS.put("radam", RAdam::of);
        KERAS.put("lion", Lion::of);
        KERAS.put("ftrl", Ftrl::of);
        KERAS.put("lamb", Lamb::of);
        KERAS.put("lars", Lars::of);
        KERAS.put("adafactor", Adafactor::of);
        KERAS.put("muon", Muon::of);
        KERAS.put("schedule_free_adamw", ScheduleFreeAdamW::of);
        KERAS.put("lookahead", Lookahead::of);

        PYTORCH.put("sgd", coupled(TorchSgd::of));
        PYTORCH.put("adagrad", coupled(TorchAdagrad::of));
        PYTORCH.put("rmsprop", coupled(TorchRmsProp::of));
        PYTORCH.put("adadelta", coupled(TorchAdadelta::of));
        PYTORCH.put("adam", coupled(TorchAdam::of));
        PYTORCH.put(
                "adamw",
                settings -> new Decayed(TorchAdam.of(settings), settings.number("weight_decay", PYTORCH_ADAMW)));
        PYTORCH.put("adamax", coupled(TorchAdamax::of));
        PYTORCH.put("nadam", coupled(TorchNadam::of));
    }

    private Optimizers() {}

    /** PyTorch's weight decay is part of the gradient, in all but {@code adamw}. */
    private static Function<Settings, Optimizer> coupled(Function<Settings, Optimizer> rule) {
        return settings -> CoupledDecay.around(rule.apply(settings), settings);
    }

    public static List<String> names() {
        return List.copyOf(KERAS.keySet());
    }

    /** What a configuration may call its optimizer: these, and the training method that is none, {@link Lbfgs}. */
    public static List<String> configurable() {
        List<String> names = new ArrayList<>(KERAS.keySet());
        names.add(Lbfgs.NAME);
        return List.copyOf(names);
    }

    /** Those that also have {@code flavor: pytorch}. */
    public static List<String> pytorchNames() {
        return List.copyOf(PYTORCH.keySet());
    }

    /**
     * The optimizer of that name, with settings named as in Keras; those not given have Keras's values. Beside those of the rule
     * there are those that {@link Composition} lists, for every rule. {@code flavor: pytorch} takes PyTorch's rule and values.
     *
     * @throws IllegalArgumentException for an unknown name or setting, or a value out of range
     */
    public static Optimizer of(String name, Map<String, ?> settings) {
        return read(name, new Settings("optimizer " + name, settings), settings.get(FLAVOR));
    }

    /** The settings with all that were left out and have a value: {@link #of} makes the same of them. */
    public static Map<String, Object> completed(String name, Map<String, ?> settings) {
        Settings read = new Settings("optimizer " + name, settings);
        read(name, read, settings.get(FLAVOR));
        return read.completed();
    }

    private static Optimizer read(String name, Settings settings, @Nullable Object flavor) {
        Function<Settings, Optimizer> rule = KERAS.get(name);
        if (rule == null) {
            throw new IllegalArgumentException(
                    name.equals(Lbfgs.NAME)
                            ? "lbfgs is a training method, not an optimizer: Lbfgs.of reads its settings"
                            : "there is no optimizer " + name + ": " + Names.hint(name, configurable()));
        }
        settings.refuse("the rate belongs to the schedule, as learning_rate", "learning_rate", "lr");
        Optimizer optimizer = Composition.of(flavored(name, rule, flavor).apply(settings), settings);
        settings.value(FLAVOR); // so that it counts as known, behind the rule's own
        settings.finish();
        return optimizer;
    }

    private static Function<Settings, Optimizer> flavored(
            String name, Function<Settings, Optimizer> rule, @Nullable Object flavor) {
        if (flavor == null || flavor.equals("keras")) {
            return rule;
        }
        Checks.require(flavor.equals("pytorch"), FLAVOR, "keras or pytorch", flavor);
        Function<Settings, Optimizer> pytorch = PYTORCH.get(name);
        if (pytorch == null) {
            throw new IllegalArgumentException("optimizer " + name + " has no flavor pytorch, which is for "
                    + String.join(", ", pytorchNames()) + ": leave it out");
        }
        return pytorch;
    }
}
