package dev.lockstep.config;

import dev.lockstep.data.Encode;
import dev.lockstep.data.Missing;
import dev.lockstep.data.Scale;
import dev.lockstep.numeric.Checks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The data of a run.
 *
 * @param weight the column with row weights
 * @param features the columns to use; empty: all that are not label or weight
 * @param exclude columns not to use
 * @param buckets of hashed categories
 * @param columns settings of single columns, over those of all
 * @param badRows how many rows may be skipped because they cannot be read; 0: the first one is an error
 * @param orderBy the columns that order the rows of a source without files
 */
public record DataConfig(
        SourceConfig train,
        PartConfig validation,
        PartConfig test,
        LabelConfig label,
        Optional<String> weight,
        List<String> features,
        List<String> exclude,
        Encode categorical,
        int buckets,
        Missing missing,
        Scale scale,
        Map<String, ColumnConfig> columns,
        long badRows,
        boolean shuffle,
        List<String> orderBy) {
    public DataConfig {
        features = List.copyOf(features);
        exclude = List.copyOf(exclude);
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        orderBy = List.copyOf(orderBy);
        Checks.atLeast("buckets", buckets, 1);
        Checks.atLeast("bad_rows", badRows, 0);
        if (!shuffle
                && (cutsByNumber(validation) || cutsByNumber(test))
                && !train.format().equals(Formats.SYNTHETIC)) {
            throw new IllegalArgumentException(
                    "shuffle: none takes rows as they come, and cannot cut a fraction or every"
                            + " nth of them for validation or test: leave it out, give files of their own, or where");
        }
        Checks.require(features.isEmpty() || exclude.isEmpty(), "features", "a list or a map with exclude", features);
    }

    /** Whether the part is found by the numbers of rows, which only a shuffled source has. */
    private static boolean cutsByNumber(PartConfig part) {
        return part instanceof PartConfig.Fraction || part instanceof PartConfig.Every;
    }

    /** The same data with another label. */
    DataConfig withLabel(LabelConfig other) {
        return new DataConfig(
                train,
                validation,
                test,
                other,
                weight,
                features,
                exclude,
                categorical,
                buckets,
                missing,
                scale,
                columns,
                badRows,
                shuffle,
                orderBy);
    }
}
