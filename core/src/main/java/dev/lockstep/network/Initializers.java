package dev.lockstep.network;

import dev.lockstep.numeric.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The initializers by their names in configurations: {@code he_normal}, or {@code {constant: 0.1}}. */
public final class Initializers {
    private static final Map<String, String> FOREIGN = Map.ofEntries(
            Map.entry("xavier_normal", "glorot_normal"),
            Map.entry("xavier_uniform", "glorot_uniform"),
            Map.entry("kaiming_normal", "he_normal"),
            Map.entry("kaiming_uniform", "he_uniform"),
            Map.entry("random_normal", "normal"),
            Map.entry("random_uniform", "uniform"),
            Map.entry("orthogonal_", "orthogonal"),
            Map.entry("zero", "zeros"),
            Map.entry("one", "ones"));

    private static final List<String> NAMES = List.of(
            "glorot_uniform",
            "glorot_normal",
            "he_uniform",
            "he_normal",
            "lecun_uniform",
            "lecun_normal",
            "orthogonal",
            "normal",
            "uniform",
            "constant",
            "zeros",
            "ones");

    private Initializers() {}

    /** Every name. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * What a configuration calls an initializer.
     *
     * @param value a name, or a map from the name to its number
     * @throws IllegalArgumentException for an unknown name, with the nearest known one
     */
    static Initializer read(String owner, Object value) {
        if (value instanceof Map<?, ?> map && map.size() == 1) {
            Map.Entry<?, ?> entry = map.entrySet().iterator().next();
            if (entry.getValue() instanceof Number number) {
                return withNumber(owner, entry.getKey().toString(), number.doubleValue());
            }
        }
        if (value instanceof String name) {
            return of(owner, name);
        }
        throw new IllegalArgumentException("init of " + owner
                + " must be a name such as he_normal, or one with a number: {constant: 0.1}, but was " + value);
    }

    private static Initializer withNumber(String owner, String name, double number) {
        return switch (name) {
            case "constant" -> new Constant(number);
            case "normal" -> new Normal(number);
            case "uniform" -> new Uniform(number);
            case "orthogonal" -> new Orthogonal(number);
            default -> {
                Initializer plain = of(owner, name);
                throw new IllegalArgumentException("init " + name + " of " + owner + " takes no number, but was given "
                        + number + (plain instanceof Constant ? ": write {constant: " + number + "}" : ""));
            }
        };
    }

    private static Initializer of(String owner, String name) {
        return switch (name) {
            case "glorot_uniform" -> VarianceScaling.GLOROT_UNIFORM;
            case "glorot_normal" -> VarianceScaling.GLOROT_NORMAL;
            case "he_uniform" -> VarianceScaling.HE_UNIFORM;
            case "he_normal" -> VarianceScaling.HE_NORMAL;
            case "lecun_uniform" -> VarianceScaling.LECUN_UNIFORM;
            case "lecun_normal" -> VarianceScaling.LECUN_NORMAL;
            case "orthogonal" -> new Orthogonal(1);
            case "normal" -> new Normal(Normal.DEFAULT_DEVIATION);
            case "uniform" -> new Uniform(Uniform.DEFAULT_LIMIT);
            case "zeros" -> Constant.ZEROS;
            case "ones" -> Constant.ONES;
            case "constant" ->
                throw new IllegalArgumentException(
                        "init constant of " + owner + " needs a number: write {constant: 0.1}");
            default -> {
                String ours = FOREIGN.get(name.toLowerCase(Locale.ROOT));
                throw new IllegalArgumentException("init of " + owner + ": unknown initializer " + name + ": "
                        + (ours == null ? Names.hint(name, NAMES) : "here it is called " + ours));
            }
        };
    }

    /** How it is written in a configuration. */
    static Object written(Initializer initializer) {
        for (String name : NAMES) {
            if (!name.equals("constant") && of("", name).equals(initializer)) {
                return name;
            }
        }
        if (initializer instanceof Constant constant) {
            return Map.of("constant", constant.value());
        }
        if (initializer instanceof Normal normal) {
            return Map.of("normal", normal.deviation());
        }
        if (initializer instanceof Uniform uniform) {
            return Map.of("uniform", uniform.limit());
        }
        if (initializer instanceof Orthogonal orthogonal) {
            return Map.of("orthogonal", orthogonal.gain());
        }
        throw new IllegalArgumentException("no configuration has the initializer " + initializer);
    }
}
