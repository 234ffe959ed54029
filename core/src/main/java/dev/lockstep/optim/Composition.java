package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is composed around a rule, by settings that every optimizer has: {@code weight_decay} and {@code weight_decay_on},
 * {@code centralize_gradients}, one of {@code clipvalue}, {@code clipnorm}, {@code global_clipnorm} and {@code adaptive_clipping},
 * {@code gradient_noise}, {@code use_ema} with {@code ema_momentum} and {@code ema_overwrite_frequency}, {@code swa_start} and
 * {@code swa_every}, {@code groups}, {@code gradient_accumulation_steps}.
 */
final class Composition {
    private static final String WEIGHT_DECAY = "weight_decay";

    private final Settings settings;
    private final boolean averages;

    private Composition(Optimizer rule, Settings settings) {
        this.averages = rule instanceof ScheduleFreeAdamW
                || (rule instanceof Lookahead lookahead && lookahead.inner() instanceof ScheduleFreeAdamW);
        this.settings = settings;
    }

    /** The rule with what the settings say around it, from the inside out in the order above. */
    static Optimizer of(Optimizer rule, Settings settings) {
        Composition composition = new Composition(rule, settings);
        return composition.accumulated(
                composition.grouped(composition.averaged(composition.transformed(composition.decayed(rule)))));
    }

    /** A rule that has a weight decay of its own has read the setting by now. */
    private Optimizer decayed(Optimizer rule) {
        return settings.wasRead(WEIGHT_DECAY) ? rule : decayed(rule, settings);
    }

    /** The rule with the weight decay of the settings around it, be it one that only groups have. */
    static Optimizer decayed(Optimizer rule, Settings settings) {
        Optional<Double> decay = settings.optionalNumber(WEIGHT_DECAY);
        boolean ofGroups =
                groups(settings).stream().anyMatch(group -> group.weightDecay().orElse(0) > 0);
        return decay.isPresent() || ofGroups ? new Decayed(rule, decay.orElse(0.0)) : rule;
    }

    private Optimizer transformed(Optimizer rule) {
        List<GradientTransform> transforms = new ArrayList<>();
        if (settings.value("centralize_gradients").isPresent() && settings.flag("centralize_gradients", false)) {
            transforms.add(new Centralize());
        }
        List<GradientTransform> clips = clips();
        Checks.require(
                clips.size() <= 1,
                "clipping",
                "one of clipvalue, clipnorm, global_clipnorm, adaptive_clipping",
                clips.size() + " of them");
        transforms.addAll(clips);
        noise().ifPresent(transforms::add);
        return transforms.isEmpty() ? rule : new Transformed(rule, transforms);
    }

    private List<GradientTransform> clips() {
        List<GradientTransform> clips = new ArrayList<>();
        settings.optionalNumber("clipvalue").ifPresent(limit -> clips.add(new ClipByValue(limit)));
        settings.optionalNumber("clipnorm").ifPresent(limit -> clips.add(new ClipByNorm(limit)));
        settings.optionalNumber("global_clipnorm").ifPresent(limit -> clips.add(new ClipByGlobalNorm(limit)));
        settings.value("adaptive_clipping").ifPresent(value -> {
            Settings own = own(settings, "adaptive_clipping", "clipping", value);
            clips.add(new AdaptiveClip(own.requiredNumber("clipping"), own.number("epsilon", AdaptiveClip.EPSILON)));
            own.finish();
        });
        return clips;
    }

    private Optional<GradientNoise> noise() {
        return settings.value("gradient_noise").map(value -> {
            Settings own = own(settings, "gradient_noise", "eta", value);
            GradientNoise noise = new GradientNoise(
                    own.requiredNumber("eta"), own.number("gamma", GradientNoise.GAMMA), own.wholeNumber("seed", 0));
            own.finish();
            return noise;
        });
    }

    /** One average at most: only one can be evaluated in the weights' place. */
    private Optimizer averaged(Optimizer rule) {
        boolean exponential = settings.value("use_ema").isPresent() && settings.flag("use_ema", false);
        Optional<Long> start = settings.optionalWholeNumber("swa_start");
        if (!exponential) {
            settings.refuse("it belongs to use_ema: true", "ema_momentum", "ema_overwrite_frequency");
        }
        if (start.isEmpty()) {
            settings.refuse("it belongs to swa_start", "swa_every");
        }
        Checks.require(!exponential || start.isEmpty(), "average of the weights", "use_ema or swa_start", "both");
        Checks.require(
                !averages || !(exponential || start.isPresent()),
                "average of the weights",
                "left to the optimizer, which has its own",
                exponential ? "use_ema" : "swa_start");
        if (exponential) {
            return new ExponentialAverage(
                    rule,
                    settings.number("ema_momentum", ExponentialAverage.MOMENTUM),
                    settings.optionalWholeNumber("ema_overwrite_frequency").orElse(0L));
        }
        return start.isPresent()
                ? new StochasticAverage(rule, start.get(), settings.wholeNumber("swa_every", 1))
                : rule;
    }

    private Optimizer grouped(Optimizer rule) {
        List<Group> groups = groups(settings);
        String on = settings.value("weight_decay_on").map(Object::toString).orElse("all");
        Checks.require(on.equals("all") || on.equals("weights"), "weight_decay_on", "all or weights", on);
        return groups.isEmpty() && on.equals("all") ? rule : new Grouped(rule, groups, on.equals("all"));
    }

    /** The groups of an optimizer, as its settings say them. */
    static List<Group> groups(Settings settings) {
        return settings.list("groups").stream()
                .map(value -> group(own(settings, "groups", "match", value)))
                .toList();
    }

    private static Group group(Settings own) {
        String match = own.requiredText("match");
        OptionalDouble rate = Settings.primitive(own.optionalNumber("learning_rate_scale"));
        OptionalDouble decay = Settings.primitive(own.optionalNumber(WEIGHT_DECAY));
        boolean frozen = own.flag("frozen", false);
        own.finish(); // first of all: a misspelt key explains why nothing is set
        return new Group(match, rate, decay, frozen);
    }

    private Optimizer accumulated(Optimizer rule) {
        long gradients =
                settings.optionalWholeNumber("gradient_accumulation_steps").orElse(1L);
        Checks.require(
                gradients >= 1 && gradients <= Integer.MAX_VALUE,
                "gradient_accumulation_steps",
                "at least 1",
                gradients);
        return gradients == 1 ? rule : new Accumulated(rule, (int) gradients);
    }

    /** The settings of one thing: a map of them, or the value of the main one alone. */
    private static Settings own(Settings settings, String key, String main, Object value) {
        return new Settings(
                settings.owner() + ", " + key, value instanceof Map<?, ?> map ? text(map) : Map.of(main, value));
    }

    private static Map<String, Object> text(Map<?, ?> map) {
        Map<String, Object> settings = new LinkedHashMap<>();
        map.forEach((key, value) -> settings.put(String.valueOf(key), value));
        return settings;
    }
}
