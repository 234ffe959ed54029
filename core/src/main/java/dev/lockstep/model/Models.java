package dev.lockstep.model;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Settings;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The models by their types in configurations: ours, and those of {@link ModelProvider}s on the class path. */
public final class Models {
    private static final Map<String, String> FOREIGN = Map.of(
            "linear_regression", "linear",
            "logistic_regression", "linear",
            "softmax_regression", "linear",
            "logistic", "linear",
            "glm", "linear");

    private Models() {}

    /**
     * The model of that type.
     *
     * @param settings {@code bias} of linear
     * @param width the number of features of a row
     * @throws IllegalArgumentException for an unknown type or setting, with the nearest known one, or a loss that does not
     *     fit the target
     */
    public static Model of(String type, Map<String, ?> settings, int width, Target target, Loss loss) {
        Factory factory = registry().get(type);
        Settings read = new Settings("model " + type, settings);
        Model model = factory.create(read, width, target, loss);
        read.finish();
        return model;
    }

    /** Every type: ours, then those on the class path, sorted. */
    public static List<String> names() {
        return registry().names();
    }

    private static Registry<Factory> registry() {
        Registry<Factory> registry = new Registry<>("model", FOREIGN);
        registry.add(
                "linear",
                (settings, width, target, loss) -> new LinearModel(width, target, loss, settings.flag("bias", true)));
        ServiceLoader.load(ModelProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(ModelProvider::name))
                .forEach(provider -> registry.add(provider.name(), provider::create));
        return registry;
    }

    @FunctionalInterface
    private interface Factory {
        Model create(Settings settings, int width, Target target, Loss loss);
    }
}
