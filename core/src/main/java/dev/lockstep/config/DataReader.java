package dev.lockstep.config;

import dev.lockstep.data.Encode;
import dev.lockstep.data.Missing;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the part {@code data} of a run. */
final class DataReader {
    /** Formats whose rows have a label without a name of its own. */
    private static final Set<String> LABELLED = Set.of(Formats.LIBSVM, Formats.IDX, Formats.SYNTHETIC);

    private static final String DEFAULT_LABEL = "label";
    private static final Encode DEFAULT_ENCODE = Encode.ONE_HOT;
    private static final int DEFAULT_BUCKETS = 1024;
    private static final Missing DEFAULT_MISSING = Missing.MEAN;

    private DataReader() {}

    static DataConfig read(Section data) {
        SourceConfig train = SourceReader.read(data.require("train", "train: data/train.csv"));
        PartConfig validation = part(data, "validation", train);
        PartConfig test = part(data, "test", train);
        LabelConfig label = label(data, train.format());
        Optional<String> weight = data.findUnlessNone("weight").map(Field::text);
        List<String> features = new ArrayList<>();
        List<String> exclude = new ArrayList<>();
        data.find("features").filter(field -> !field.is("all")).ifPresent(field -> features(field, features, exclude));
        Section categorical = data.section("categorical");
        Encode encode = categorical.find("encode").map(DataReader::encode).orElse(DEFAULT_ENCODE);
        int buckets = categorical.find("buckets").map(DataReader::buckets).orElse(DEFAULT_BUCKETS);
        categorical.finish();
        Missing missing = data.find("missing").map(DataReader::missing).orElse(DEFAULT_MISSING);
        Scale scale = data.find("scale").map(DataReader::scale).orElseGet(() -> defaultScale(train.format()));
        Map<String, ColumnConfig> columns = new LinkedHashMap<>();
        data.section("columns").rest().forEach((name, field) -> columns.put(name, column(field)));
        long badRows = data.find("bad_rows").map(DataReader::badRows).orElse(0L);
        boolean shuffle = data.find("shuffle").map(DataReader::shuffle).orElse(true);
        List<String> orderBy = data.findUnlessNone("order_by").map(Field::texts).orElse(List.of());
        data.finish();
        return data.field()
                .checked(() -> new DataConfig(
                        train,
                        validation,
                        test,
                        label,
                        weight,
                        features,
                        exclude,
                        encode,
                        buckets,
                        missing,
                        scale,
                        columns,
                        badRows,
                        shuffle,
                        orderBy));
    }

    private static PartConfig part(Section data, String key, SourceConfig train) {
        return data.find(key).map(field -> SourceReader.part(field, train)).orElse(new PartConfig.None());
    }

    private static LabelConfig label(Section data, String format) {
        if (!data.has("label") && LABELLED.contains(format)) {
            return LabelConfig.of(DEFAULT_LABEL);
        }
        Field field = data.require("label", "label: price");
        if (field.isScalar()) {
            return LabelConfig.of(field.text());
        }
        Section section = field.section();
        String column = LABELLED.contains(format)
                ? section.find("column").map(Field::text).orElse(DEFAULT_LABEL)
                : section.require("column", "column: price").text();
        List<List<String>> values = section.find("values")
                .map(list -> list.items().stream().map(Field::texts).toList())
                .orElse(List.of());
        Scale scale = section.find("scale").map(DataReader::labelScale).orElse(new Scale.None());
        section.finish();
        return field.checked(() -> new LabelConfig(column, values, scale));
    }

    private static void features(Field field, List<String> features, List<String> exclude) {
        if (field.isMapping()) {
            Section section = field.section();
            exclude.addAll(section.require("exclude", "exclude: [id]").texts());
            section.finish();
            return;
        }
        features.addAll(field.texts());
        if (features.isEmpty()) {
            throw field.wrong("all, a list of columns, or {exclude: […]}");
        }
    }

    private static ColumnConfig column(Field field) {
        Section section = field.section();
        Optional<RawColumn.Type> type =
                section.find("type").map(value -> value.oneOf(List.of(RawColumn.Type.NUMBER, RawColumn.Type.TEXT)));
        Optional<Encode> encode = section.find("encode").map(DataReader::encode);
        Optional<Integer> buckets = section.find("buckets").map(DataReader::buckets);
        Optional<Missing> missing = section.find("missing").map(DataReader::missing);
        Optional<Scale> scale = section.find("scale").map(DataReader::scale);
        section.finish();
        return field.checked(() -> new ColumnConfig(type, encode, buckets, missing, scale));
    }

    private static int buckets(Field field) {
        int buckets = field.integer();
        if (buckets < 1) {
            throw field.wrong("at least 1");
        }
        return buckets;
    }

    private static Encode encode(Field field) {
        return field.oneOf(List.of(Encode.values()));
    }

    private static Missing missing(Field field) {
        return field.oneOf(List.of(Missing.values()));
    }

    private static Scale scale(Field field) {
        if (field.isMapping()) {
            Section section = field.section();
            double divisor = section.require("divide", "{divide: 255}").number();
            section.finish();
            return field.checked(() -> new Scale.Divide(divisor));
        }
        return switch (field.text()) {
            case "none" -> new Scale.None();
            case "standard" -> new Scale.Standard();
            case "min_max" -> new Scale.MinMax();
            default -> throw field.wrong("none, standard, min_max or {divide: 255}");
        };
    }

    private static Scale labelScale(Field field) {
        if (field.is(Field.NONE)) {
            return new Scale.None();
        }
        if (field.is("standard")) {
            return new Scale.Standard();
        }
        throw field.wrong("none or standard");
    }

    /** Bytes go to [0, 1], sparse rows and made-up rows stay as they are, and all else is standardized. */
    private static Scale defaultScale(String format) {
        return switch (format) {
            case Formats.IDX -> new Scale.Divide(255);
            case Formats.LIBSVM, Formats.SYNTHETIC -> new Scale.None();
            default -> new Scale.Standard();
        };
    }

    private static long badRows(Field field) {
        if (field.is("fail")) {
            return 0;
        }
        if (!field.isMapping()) {
            throw field.wrong("fail or {skip: 100}");
        }
        Section section = field.section();
        long skip = section.require("skip", "{skip: 100}").wholeNumber();
        section.finish();
        return skip;
    }

    private static boolean shuffle(Field field) {
        if (field.is(Field.NONE)) {
            return false;
        }
        if (field.plain() instanceof Boolean flag) {
            return flag;
        }
        throw field.wrong("true or none");
    }
}
