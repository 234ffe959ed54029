package dev.lockstep.config;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what is measured, and by which of the numbers evaluations are compared. */
final class MetricsReader {
    private MetricsReader() {}

    /** Each with the name that results give it. */
    static List<Catalog.Made<String>> metrics(Section root, List<Target> targets) {
        Optional<Field> found = root.find("metrics");
        if (found.isEmpty()) {
            return List.of(
                    Catalog.metric(Named.of(Catalog.defaultMetric(targets.get(0).kind())), targets));
        }
        Field field = found.get();
        List<Field> items = field.isSequence() ? field.items() : field.is(Field.NONE) ? List.of() : List.of(field);
        List<Catalog.Made<String>> metrics = new ArrayList<>();
        for (Field item : items) {
            Named named = RunReader.named(item, "name", Optional.empty());
            Catalog.Made<String> metric = item.checked(() -> Catalog.metric(named, targets));
            if (metrics.stream().anyMatch(other -> other.thing().equals(metric.thing()))) {
                throw item.error("metrics has " + metric.thing() + " twice: keep one");
            }
            metrics.add(metric);
        }
        return metrics;
    }

    static String monitor(Section root, DataConfig data, List<String> metrics) {
        boolean validated = !(data.validation() instanceof PartConfig.None);
        Optional<Field> field = root.find("monitor");
        if (field.isEmpty()) {
            return validated ? "val_loss" : "loss";
        }
        String name = field.get().text();
        requireMeasured(field.get(), "monitor", name, metrics);
        if (!validated && !name.equals("loss")) {
            throw field.get()
                    .error("monitor " + name + " needs validation rows: write data.validation:"
                            + " {fraction: 0.1}, or monitor: loss");
        }
        return name;
    }

    /** Refuses the name of a number that no evaluation has. */
    static void requireMeasured(Field field, String what, String name, List<String> metrics) {
        List<String> known = new ArrayList<>(List.of("loss", "val_loss"));
        metrics.forEach(metric -> known.add("val_" + metric));
        if (!known.contains(name)) {
            String remedy = known.contains("val_" + name)
                    ? "write " + what + ": val_" + name
                    : "add it to metrics, or write one of " + String.join(", ", known);
            throw field.error(what + " " + name + " is not measured: " + remedy);
        }
    }
}
