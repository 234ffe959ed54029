package dev.lockstep.schedule;

import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Schedules by name. */
public final class Schedules {
    private static final Map<String, Function<Settings, LearningRateSchedule>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("constant", settings -> new Constant(settings.requiredNumber("learning_rate")));
        BY_NAME.put("exponential", Schedules::exponential);
    }

    private Schedules() {}

    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * The schedule of that name. The base rate is {@code learning_rate} in every one, other settings are named as in Keras,
     * and lengths are in steps.
     *
     * @throws IllegalArgumentException for an unknown name or setting, or a value out of range
     */
    public static LearningRateSchedule of(String name, Map<String, ?> settings) {
        Function<Settings, LearningRateSchedule> make = BY_NAME.get(name);
        if (make == null) {
            throw new IllegalArgumentException("there is no schedule " + name + ": " + Names.hint(name, names()));
        }
        Settings read = new Settings("schedule " + name, settings);
        LearningRateSchedule schedule = make.apply(read);
        read.finish();
        return schedule;
    }

    private static Exponential exponential(Settings settings) {
        return new Exponential(
                settings.requiredNumber("learning_rate"),
                settings.requiredNumber("decay_rate"),
                settings.requiredWholeNumber("decay_steps"),
                settings.flag("staircase", false));
    }
}
