package dev.lockstep.data;

import java.io.Serializable;
import java.util.List;

/**
 * How a column becomes features, fitted.
 *
 * @param name of the column
 * @param type what its values are
 * @param form what it becomes
 * @param values its features without the one for missing values: categories, buckets, entries of a vector, or 1
 * @param categories of {@code ONE_HOT} and {@code INDEX}, in the order of their features or numbers; empty for others
 */
public record ColumnPlan(
        String name,
        RawColumn.Type type,
        Form form,
        int values,
        List<String> categories,
        Scaling scaling,
        MissingPlan missing)
        implements Serializable {
    public ColumnPlan {
        categories = List.copyOf(categories);
    }

    /** The number of its features. */
    public int width() {
        return values + (missing.feature() ? 1 : 0);
    }

    /** The name of one of its features: {@code ocean_proximity=INLAND}. */
    public String featureName(int feature) {
        if (feature == values) {
            return name + " is missing";
        }
        return switch (form) {
            case NUMBER, INDEX -> name;
            case ONE_HOT -> name + "=" + categories.get(feature);
            case HASH -> name + "#" + feature;
            case VECTOR, BYTES -> name + "[" + feature + "]";
        };
    }

    /** Whether its bytes can be packed as they are. */
    boolean isBytes() {
        return form == Form.BYTES && scaling.factor().size() == 1 && scaling.keepsZeros() && !missing.feature();
    }
}
