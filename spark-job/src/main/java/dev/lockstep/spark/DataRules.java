package dev.lockstep.spark;

import dev.lockstep.config.ColumnConfig;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.DataConfig;
import dev.lockstep.data.ColumnRule;
import dev.lockstep.data.Encode;
import dev.lockstep.data.LabelRule;
import dev.lockstep.data.Missing;
import dev.lockstep.data.PreparationRules;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.Scale;
import dev.lockstep.data.Target;
import dev.lockstep.numeric.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns the data section of a configuration into rules for the columns that a table has. */
final class DataRules {
    private static final ColumnConfig AS_ALL =
            new ColumnConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final DataConfig data;
    private final RawTable table;
    private final Map<String, SourceColumn> columns = new LinkedHashMap<>();

    private DataRules(DataConfig data, RawTable table) {
        this.data = data;
        this.table = table;
        table.columns().forEach(column -> columns.put(column.name(), column));
    }

    /** What the configuration says about columns before the table is opened. */
    static ColumnWishes wishes(DataConfig data) {
        Map<String, RawColumn.Type> types = new LinkedHashMap<>();
        data.columns().forEach((name, column) -> column.type().ifPresent(type -> types.put(name, type)));
        Set<String> only = new LinkedHashSet<>(data.features());
        if (!only.isEmpty()) {
            only.add(data.label().column());
            data.weight().ifPresent(only::add);
        }
        return new ColumnWishes(types, only, Set.copyOf(data.exclude()));
    }

    /**
     * The rules.
     *
     * @throws ConfigException if the configuration names a column that the table does not have
     */
    static PreparationRules of(DataConfig data, RawTable table, Target.Kind kind) {
        return new DataRules(data, table).rules(kind);
    }

    /** The columns to read for these rules. */
    static List<String> columns(PreparationRules rules) {
        List<String> names = new ArrayList<>();
        rules.features().forEach(feature -> names.add(feature.name()));
        names.add(rules.label().column());
        if (!rules.weight().isEmpty()) {
            names.add(rules.weight());
        }
        return names;
    }

    private PreparationRules rules(Target.Kind kind) {
        String label = require("data.label", data.label().column());
        String weight = data.weight().map(name -> require("data.weight", name)).orElse("");
        data.exclude().forEach(name -> require("data.features.exclude", name));
        data.features().forEach(name -> require("data.features", name));
        data.columns().keySet().forEach(name -> require("data.columns", name));
        List<String> features = features(label, weight);
        requireUsable(features);
        if (kind != Target.Kind.CLASSES && !data.label().values().isEmpty()) {
            throw new ConfigException("data.label.values names classes, but the loss is for numbers: choose logistic or"
                    + " cross_entropy, or leave values out");
        }
        return ConfigException.naming(
                "data",
                () -> new PreparationRules(
                        new LabelRule(
                                label, kind, data.label().values(), data.label().scale()),
                        weight,
                        features.stream().map(this::rule).toList()));
    }

    private List<String> features(String label, String weight) {
        if (!data.features().isEmpty()) {
            for (String name : data.features()) {
                if (name.equals(label) || name.equals(weight)) {
                    throw new ConfigException("data.features names " + name + ", which is the "
                            + (name.equals(label) ? "label" : "weight") + ": leave it out");
                }
            }
            return data.features();
        }
        List<String> features = columns.keySet().stream()
                .filter(name -> !name.equals(label) && !name.equals(weight))
                .filter(name -> !data.exclude().contains(name))
                .toList();
        if (features.isEmpty()) {
            throw new ConfigException("data.features: " + table.name() + " has no columns left that could be features");
        }
        return features;
    }

    private void requireUsable(List<String> features) {
        List<String> unusable =
                features.stream().filter(name -> column(name).type().isEmpty()).toList();
        if (!unusable.isEmpty()) {
            List<String> typed = unusable.stream()
                    .map(name -> name + " (" + column(name).sparkType() + ")")
                    .toList();
            throw new DataException("no features can be made of " + String.join(", ", typed) + " of " + table.name()
                    + ": leave them out with data.features: {exclude: [" + String.join(", ", unusable)
                    + "]}, or turn them into numbers before");
        }
    }

    private ColumnRule rule(String name) {
        ColumnConfig own = data.columns().getOrDefault(name, AS_ALL);
        RawColumn.Type type = column(name).type().orElseThrow();
        own.type().filter(given -> given != type).ifPresent(given -> {
            throw new ConfigException("data.columns." + name + ".type is " + given + ", but the files say "
                    + column(name).sparkType() + ": types are given for csv, tsv and json only");
        });
        Missing missing = own.missing().orElse(data.missing());
        Scale scale = own.scale().orElse(data.scale());
        return switch (type) {
            case NUMBER ->
                own.encode().isPresent() ? category(name, type, own, missing) : ColumnRule.number(name, missing, scale);
            case TEXT -> category(name, type, own, missing);
            case VECTOR -> ColumnRule.vector(name, ofMany(own, missing), scale);
            case BYTES -> ColumnRule.bytes(name, ofMany(own, missing), scale);
        };
    }

    private ColumnRule category(String name, RawColumn.Type type, ColumnConfig own, Missing missing) {
        Encode encode = own.encode().orElse(data.categorical());
        if (own.scale().isPresent()) {
            throw new ConfigException("data.columns." + name + ".scale is for numbers, but " + name + " is a category");
        }
        return ColumnRule.category(name, type, encode, own.buckets().orElse(data.buckets()), missing);
    }

    /** LIBSVM and IDX have no missing values, and a mean for each feature of a vector costs memory. */
    private Missing ofMany(ColumnConfig own, Missing missing) {
        boolean never = table instanceof LibsvmTable || table instanceof IdxTable;
        return own.missing().isEmpty() && never ? Missing.FAIL : missing;
    }

    private String require(String key, String name) {
        if (!columns.containsKey(name)) {
            throw new ConfigException(
                    key + ": " + table.name() + " has no column " + name + ": " + Names.hint(name, columns.keySet()));
        }
        return name;
    }

    private SourceColumn column(String name) {
        SourceColumn column = columns.get(name);
        if (column == null) {
            throw new IllegalStateException("column " + name + " was not looked for");
        }
        return column;
    }
}
