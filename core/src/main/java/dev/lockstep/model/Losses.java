package dev.lockstep.model;

import static java.util.Map.entry;

import dev.lockstep.numeric.Settings;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;

/** The losses by their names in configurations: ours, and those of {@link LossProvider}s on the class path. */
public final class Losses {
    private static final Map<String, String> FOREIGN = Map.ofEntries(
            entry("mse", "squared"),
            entry("mean_squared_error", "squared"),
            entry("mseloss", "squared"),
            entry("squared_error", "squared"),
            entry("squarederror", "squared"),
            entry("l2", "squared"),
            entry("smooth_l1", "huber"),
            entry("huber_loss", "huber"),
            entry("huberloss", "huber"),
            entry("bce", "logistic"),
            entry("binary_crossentropy", "logistic"),
            entry("binary_cross_entropy", "logistic"),
            entry("bcewithlogitsloss", "logistic"),
            entry("log_loss", "logistic"),
            entry("logloss", "logistic"),
            entry("categorical_crossentropy", "cross_entropy"),
            entry("sparse_categorical_crossentropy", "cross_entropy"),
            entry("crossentropy", "cross_entropy"),
            entry("crossentropyloss", "cross_entropy"),
            entry("nll", "cross_entropy"),
            entry("softmax", "cross_entropy"),
            entry("poissonnllloss", "poisson"),
            entry("poisson_nll", "poisson"));

    private Losses() {}

    /**
     * The loss of that name.
     *
     * @param settings {@code label_smoothing} of logistic and cross_entropy, {@code delta} of huber
     * @throws IllegalArgumentException for an unknown name or setting, with the nearest known one
     */
    public static Loss of(String name, Map<String, ?> settings) {
        Function<Settings, Loss> factory = registry().get(name);
        Settings read = new Settings("loss " + name, settings);
        Loss loss = factory.apply(read);
        read.finish();
        return loss;
    }

    /** Every name: ours, then those on the class path, sorted. */
    public static List<String> names() {
        return registry().names();
    }

    private static Registry<Function<Settings, Loss>> registry() {
        Registry<Function<Settings, Loss>> registry = new Registry<>("loss", FOREIGN);
        registry.add("squared", settings -> new Squared())
                .add("huber", settings -> new Huber(settings.number("delta", Huber.DEFAULT.delta())))
                .add("logistic", settings -> new Logistic(smoothing(settings, Logistic.DEFAULT.labelSmoothing())))
                .add(
                        "cross_entropy",
                        settings -> new CrossEntropy(smoothing(settings, CrossEntropy.DEFAULT.labelSmoothing())))
                .add("poisson", settings -> new Poisson());
        ServiceLoader.load(LossProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(LossProvider::name))
                .forEach(provider -> registry.add(provider.name(), provider::create));
        return registry;
    }

    private static double smoothing(Settings settings, double otherwise) {
        return settings.number("label_smoothing", otherwise);
    }
}
