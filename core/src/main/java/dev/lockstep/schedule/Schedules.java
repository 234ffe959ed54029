package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Schedules by name. */
public final class Schedules {
    private static final String NAME = "name";
    private static final Map<String, BiFunction<Settings, Run, LearningRateSchedule>> BY_NAME = new LinkedHashMap<>();

    static {
        put("constant", Constant::of);
        put("power", Power::of);
        put("exponential", Exponential::of);
        put("piecewise", Piecewise::of);
        put("polynomial", Polynomial::of);
        put("cosine", Cosine::of);
        put("inverse_sqrt", InverseSqrt::of);
        put("linear", Linear::of);
        put("step", StepDecay::of);
        put("cyclic", Cyclic::of);
        BY_NAME.put("one_cycle", Schedules::oneCycle);
        BY_NAME.put("warmup_stable_decay", WarmupStableDecay::of);
        BY_NAME.put("warm_up", WarmUp::of);
        BY_NAME.put("sequence", Sequence::of);
        BY_NAME.put("scaled", Scaled::of);
    }

    private Schedules() {}

    private static void put(String name, Function<Settings, LearningRateSchedule> schedule) {
        BY_NAME.put(name, (settings, run) -> schedule.apply(settings));
    }

    private static LearningRateSchedule oneCycle(Settings settings, Run run) {
        String flavor = settings.text("flavor", "textbook");
        Checks.require(flavor.equals("textbook") || flavor.equals("pytorch"), "flavor", "textbook or pytorch", flavor);
        return flavor.equals("pytorch") ? TorchOneCycle.of(settings, run) : OneCycle.of(settings, run);
    }

    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * The schedule of that name, for a run that nobody knows.
     *
     * @throws IllegalArgumentException for an unknown name or setting, or a value out of range
     */
    public static LearningRateSchedule of(String name, Map<String, ?> settings) {
        return of(name, settings, Run.UNKNOWN);
    }

    /**
     * The schedule of that name. Settings are named as in Keras where that has them, and lengths are in updates. A schedule
     * among the settings of another is a map with its {@code name}.
     *
     * @param run whose length is that of schedules that have one and were given none
     * @throws IllegalArgumentException for an unknown name or setting, a value out of range, or more than fits into the run
     */
    public static LearningRateSchedule of(String name, Map<String, ?> settings, Run run) {
        return read(name, new Settings("schedule " + name, settings), run);
    }

    /** The settings with all that were left out and have a value, but for those that follow from others or from the run: {@link #of} makes the same of them. */
    public static Map<String, Object> completed(String name, Map<String, ?> settings, Run run) {
        Settings read = new Settings("schedule " + name, settings);
        read(name, read, run);
        return read.completed();
    }

    private static LearningRateSchedule read(String name, Settings settings, Run run) {
        BiFunction<Settings, Run, LearningRateSchedule> make = BY_NAME.get(name);
        if (make == null) {
            throw new IllegalArgumentException("there is no schedule " + name + ": " + Names.hint(name, names()));
        }
        LearningRateSchedule schedule = make.apply(settings, run);
        settings.finish();
        schedule.need()
                .filter(need -> run.updates().isPresent()
                        && need.steps() > run.updates().getAsLong())
                .ifPresent(need -> {
                    throw new IllegalArgumentException(
                            "schedule " + name + " needs more steps than there are for it: shorten " + need.key()
                                    + ", or raise trainer.epochs");
                });
        return schedule;
    }

    /** The schedule among the settings of another. */
    static LearningRateSchedule inner(Settings settings, String key, Run run) {
        List<LearningRateSchedule> schedules = new ArrayList<>();
        settings.replace(key, completed(settings, key, settings.required(key), run, schedules));
        return schedules.get(0);
    }

    /** The list of schedules among the settings of another, one for each of the runs. */
    static List<LearningRateSchedule> inners(Settings settings, String key, List<Run> runs) {
        settings.required(key);
        List<Object> items = settings.list(key);
        Checks.require(items.size() == runs.size(), key, "one more than there are boundaries", items.size());
        List<LearningRateSchedule> schedules = new ArrayList<>();
        List<Object> completed = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            completed.add(completed(settings, key, items.get(i), runs.get(i), schedules));
        }
        settings.replace(key, completed);
        return schedules;
    }

    private static Map<String, Object> completed(
            Settings outer, String key, Object value, Run run, List<LearningRateSchedule> made) {
        Map<String, Object> settings = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((setting, item) -> settings.put(setting.toString(), item));
        } else {
            settings.put(NAME, value);
        }
        Object name = settings.remove(NAME);
        if (name == null) {
            throw new IllegalArgumentException(key + " of " + outer.owner() + " must have a name");
        }
        Settings read = new Settings("schedule " + name, settings);
        made.add(read(name.toString(), read, run));
        Map<String, Object> completed = new LinkedHashMap<>();
        completed.put(NAME, name);
        completed.putAll(read.completed());
        return completed;
    }
}
