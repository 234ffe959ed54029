package dev.lockstep.optim;

import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Optimizers by name. {@code momentum} and {@code nesterov} are presets of {@code sgd}, with a momentum of 0.9. */
public final class Optimizers {
    private static final double PRESET_MOMENTUM = 0.9;
    private static final Map<String, Function<Settings, Optimizer>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("sgd", Optimizers::sgd);
        BY_NAME.put("momentum", settings -> new Sgd(settings.number("momentum", PRESET_MOMENTUM), false));
        BY_NAME.put("nesterov", settings -> new Sgd(settings.number("momentum", PRESET_MOMENTUM), true));
        BY_NAME.put("adam", Optimizers::adam);
    }

    private Optimizers() {}

    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * The optimizer of that name, with settings named as in Keras; those not given have Keras's values.
     *
     * @throws IllegalArgumentException for an unknown name or setting, or a value out of range
     */
    public static Optimizer of(String name, Map<String, ?> settings) {
        Function<Settings, Optimizer> make = BY_NAME.get(name);
        if (make == null) {
            throw new IllegalArgumentException("there is no optimizer " + name + ": " + Names.hint(name, names()));
        }
        for (String rate : List.of("learning_rate", "lr")) {
            if (settings.containsKey(rate)) {
                throw new IllegalArgumentException("optimizer " + name + " has no setting " + rate
                        + ": the rate belongs to the schedule, as learning_rate");
            }
        }
        Settings read = new Settings("optimizer " + name, settings);
        Optimizer optimizer = make.apply(read);
        read.finish();
        return optimizer;
    }

    private static Sgd sgd(Settings settings) {
        return new Sgd(
                settings.number("momentum", Sgd.DEFAULT.momentum()), settings.flag("nesterov", Sgd.DEFAULT.nesterov()));
    }

    private static Adam adam(Settings settings) {
        return new Adam(
                settings.number("beta_1", Adam.DEFAULT.beta1()),
                settings.number("beta_2", Adam.DEFAULT.beta2()),
                settings.number("epsilon", Adam.DEFAULT.epsilon()));
    }
}
