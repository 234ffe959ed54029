package dev.lockstep.spark;

import dev.lockstep.data.Preparation;
import dev.lockstep.data.RawColumn;
import dev.lockstep.numeric.Names;
import java.util.List;

/** Finds the columns of training in another table, which may call one otherwise: that must not pass for missing values. */
record TrainedColumns(Preparation preparation) {
    /** What predicting needs. */
    List<RawColumn> features() {
        return preparation.columns().stream()
                .map(column -> new RawColumn(column.name(), column.type()))
                .toList();
    }

    /**
     * The names of the features.
     *
     * @throws DataException if the table lacks one, with the nearest name that it has
     */
    List<String> featuresOf(RawTable table) {
        List<String> names = features().stream().map(RawColumn::name).toList();
        require(table, names, "the data lack features that there were in training: ", "");
        return names;
    }

    /**
     * The names of features, label, and weight if there is one.
     *
     * @throws DataException if the table lacks one, with the nearest name that it has
     */
    List<String> allOf(RawTable table) {
        featuresOf(table);
        List<String> names = preparation.schema().stream().map(RawColumn::name).toList();
        require(table, names, "the data lack the column ", ", without which nothing can be scored");
        return names;
    }

    private void require(RawTable table, List<String> names, String before, String after) {
        List<String> there = table.columns().stream().map(SourceColumn::name).toList();
        List<String> absent =
                names.stream().filter(name -> !there.contains(name)).toList();
        if (!absent.isEmpty()) {
            List<String> trained =
                    preparation.schema().stream().map(RawColumn::name).toList();
            List<String> others =
                    there.stream().filter(name -> !trained.contains(name)).toList();
            throw new DataException(table.name() + ": " + before
                    + String.join(
                            ", ",
                            absent.stream().map(name -> shown(name, others)).toList())
                    + after);
        }
    }

    private static String shown(String name, List<String> others) {
        return name
                + Names.nearest(name, others)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("");
    }
}
