package dev.lockstep.spark;

import dev.lockstep.config.ColumnConfig;
import dev.lockstep.config.DataConfig;
import dev.lockstep.config.LabelConfig;
import dev.lockstep.config.PartConfig;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.Encode;
import dev.lockstep.data.Missing;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.Scale;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Data sections for tests: the defaults, with what a test says over them. */
record Configs(
        SourceConfig train,
        LabelConfig label,
        PartConfig validation,
        PartConfig test,
        List<String> features,
        List<String> exclude,
        Map<String, ColumnConfig> columns,
        long badRows,
        boolean shuffle,
        List<String> orderBy) {
    static final ColumnConfig NUMBER = new ColumnConfig(
            Optional.of(RawColumn.Type.NUMBER), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    static Configs of(SourceConfig train, String label) {
        return new Configs(
                train,
                LabelConfig.of(label),
                new PartConfig.None(),
                new PartConfig.None(),
                List.of(),
                List.of(),
                Map.of(),
                0,
                true,
                List.of());
    }

    static SourceConfig source(String format, Map<String, String> options, String... paths) {
        return new SourceConfig(List.of(paths), format, List.of(), options, Map.of());
    }

    Configs label(LabelConfig other) {
        return new Configs(train, other, validation, test, features, exclude, columns, badRows, shuffle, orderBy);
    }

    Configs parts(PartConfig otherValidation, PartConfig otherTest) {
        return new Configs(
                train, label, otherValidation, otherTest, features, exclude, columns, badRows, shuffle, orderBy);
    }

    Configs features(String... names) {
        return new Configs(train, label, validation, test, List.of(names), exclude, columns, badRows, shuffle, orderBy);
    }

    Configs exclude(String... names) {
        return new Configs(
                train, label, validation, test, features, List.of(names), columns, badRows, shuffle, orderBy);
    }

    Configs columns(Map<String, ColumnConfig> other) {
        return new Configs(train, label, validation, test, features, exclude, other, badRows, shuffle, orderBy);
    }

    Configs skip(long rows) {
        return new Configs(train, label, validation, test, features, exclude, columns, rows, shuffle, orderBy);
    }

    Configs unshuffled() {
        return new Configs(train, label, validation, test, features, exclude, columns, badRows, false, orderBy);
    }

    Configs orderBy(String... names) {
        return new Configs(
                train, label, validation, test, features, exclude, columns, badRows, shuffle, List.of(names));
    }

    DataConfig data() {
        return new DataConfig(
                train,
                validation,
                test,
                label,
                Optional.empty(),
                features,
                exclude,
                Encode.ONE_HOT,
                1024,
                Missing.MEAN,
                new Scale.Standard(),
                columns,
                badRows,
                shuffle,
                orderBy);
    }
}
