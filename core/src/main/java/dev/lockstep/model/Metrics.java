package dev.lockstep.model;

import static java.util.Map.entry;

import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Settings;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;

/** The metrics by their names in configurations: ours, and those of {@link MetricProvider}s on the class path. */
public final class Metrics {
    private static final Map<String, String> FOREIGN = Map.ofEntries(
            entry("acc", "accuracy"),
            entry("binary_accuracy", "accuracy"),
            entry("categorical_accuracy", "accuracy"),
            entry("sparse_categorical_accuracy", "accuracy"),
            entry("top_k_accuracy", "top_k"),
            entry("top_k_categorical_accuracy", "top_k"),
            entry("sparse_top_k_categorical_accuracy", "top_k"),
            entry("logloss", "log_loss"),
            entry("cross_entropy", "log_loss"),
            entry("binary_crossentropy", "log_loss"),
            entry("categorical_crossentropy", "log_loss"),
            entry("roc_auc", "auc"),
            entry("roc_auc_score", "auc"),
            entry("area_under_roc", "auc"),
            entry("areaunderroc", "auc"),
            entry("pr_auc", "average_precision"),
            entry("auc_pr", "average_precision"),
            entry("ap", "average_precision"),
            entry("areaunderpr", "average_precision"),
            entry("f1_score", "f1"),
            entry("f1score", "f1"),
            entry("root_mean_squared_error", "rmse"),
            entry("mean_absolute_error", "mae"),
            entry("r2_score", "r2"),
            entry("r2score", "r2"));

    private Metrics() {}

    /**
     * The metric of that name.
     *
     * @param settings {@code k} of top_k, {@code average} of f1
     * @throws IllegalArgumentException for an unknown name or setting, with the nearest known one
     */
    public static Metric of(String name, Map<String, ?> settings) {
        Function<Settings, Metric> factory = registry().get(name);
        Settings read = new Settings("metric " + name, settings);
        Metric metric = factory.apply(read);
        read.finish();
        return metric;
    }

    /** Every name: ours, then those on the class path, sorted. */
    public static List<String> names() {
        return registry().names();
    }

    /** The classes that an {@link EvaluationSum} of our metrics is made of, for serializers that want them registered. */
    public static List<Class<?>> sumClasses() {
        return List.of(
                EvaluationSum.class,
                MetricSum[].class,
                MeanSum.class,
                MeanSum.Of.class,
                ConfusionSum.class,
                F1.Average.class,
                VarianceSum.class,
                RankedSum.class,
                RankedSum.Area.class,
                WeightedScores.class,
                float[].class,
                double[].class);
    }

    private static Registry<Function<Settings, Metric>> registry() {
        Registry<Function<Settings, Metric>> registry = new Registry<>("metric", FOREIGN);
        registry.add("accuracy", settings -> new Accuracy())
                .add("top_k", settings -> new TopK(k(settings)))
                .add("log_loss", settings -> new LogLoss())
                .add("auc", settings -> new Auc())
                .add("average_precision", settings -> new AveragePrecision())
                .add("f1", Metrics::f1)
                .add("rmse", settings -> new Rmse())
                .add("mae", settings -> new Mae())
                .add("r2", settings -> new R2());
        ServiceLoader.load(MetricProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(MetricProvider::name))
                .forEach(provider -> registry.add(provider.name(), provider::create));
        return registry;
    }

    private static int k(Settings settings) {
        return (int) Math.min(Integer.MAX_VALUE, settings.wholeNumber("k", TopK.DEFAULT.k()));
    }

    private static F1 f1(Settings settings) {
        String average = settings.text("average", inSettings(F1.DEFAULT.average()));
        return Arrays.stream(F1.Average.values())
                .filter(value -> inSettings(value).equals(average))
                .map(F1::new)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("metric f1 knows no average " + average + ": "
                        + Names.hint(
                                average,
                                Arrays.stream(F1.Average.values())
                                        .map(Metrics::inSettings)
                                        .toList())));
    }

    private static String inSettings(F1.Average average) {
        return average.name().toLowerCase(Locale.ROOT);
    }
}
