package dev.lockstep.model;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Settings;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The models by their types in configurations: linear ones, and those of {@link ModelProvider}s on the class path. */
public final class Models {
    private static final Map<String, String> FOREIGN = Map.ofEntries(
            Map.entry("linear_regression", "linear"),
            Map.entry("logistic_regression", "linear"),
            Map.entry("softmax_regression", "linear"),
            Map.entry("logistic", "linear"),
            Map.entry("glm", "linear"),
            Map.entry("sequential", "network"),
            Map.entry("mlp", "network"),
            Map.entry("neural_network", "network"),
            Map.entry("nn", "network"),
            Map.entry("cnn", "network"));

    private Models() {}

    /**
     * The model of that type.
     *
     * @param settings {@code bias} of linear, {@code layers} and others of network
     * @param inputs what a row is
     * @throws IllegalArgumentException for an unknown type or setting, with the nearest known one, or a loss that does not
     *     fit the target, or layers that do not fit the rows
     */
    public static Model of(String type, Map<String, ?> settings, Inputs inputs, Target target, Loss loss) {
        return of(type, settings, inputs, target, loss, ModelFiles.NONE);
    }

    /** As above, with the files that settings may name. */
    public static Model of(
            String type, Map<String, ?> settings, Inputs inputs, Target target, Loss loss, ModelFiles files) {
        ModelProvider provider = registry().get(type);
        Settings read = new Settings("model " + type, settings);
        Model model = provider.create(read, inputs, target, loss, files);
        read.finish();
        return model;
    }

    /**
     * The settings with those that were left out, checked as far as they can be before the data is known.
     *
     * @param target one that the data may turn out to have
     * @throws IllegalArgumentException as {@link #of}, but for what depends on the rows
     */
    public static Map<String, Object> completed(String type, Map<String, ?> settings, Target target, Loss loss) {
        ModelProvider provider = registry().get(type);
        Settings read = new Settings("model " + type, settings);
        provider.check(read, target, loss);
        read.finish();
        return read.completed();
    }

    /** Every type: linear, then those on the class path, sorted. */
    public static List<String> names() {
        return registry().names();
    }

    private static Registry<ModelProvider> registry() {
        Registry<ModelProvider> registry = new Registry<>("model", FOREIGN);
        registry.add(Linear.NAME, new Linear());
        ServiceLoader.load(ModelProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(ModelProvider::name))
                .forEach(provider -> registry.add(provider.name(), provider));
        return registry;
    }

    /** Linear models. */
    private static final class Linear implements ModelProvider {
        private static final String NAME = "linear";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Model create(Settings settings, Inputs inputs, Target target, Loss loss) {
            return new LinearModel(inputs.width(), target, loss, settings.flag("bias", true));
        }
    }
}
