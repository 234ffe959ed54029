package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.config.LabelConfig;
import dev.lockstep.config.PartConfig;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.Preparation;
import dev.lockstep.data.Scale;
import dev.lockstep.data.Target;
import dev.lockstep.train.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The shapes of real files, each with its own oddities; skipped where {@code LOCKSTEP_DATA} has no such file. */
final class RealDataIT {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final PartConfig NONE = new PartConfig.None();

    private final List<String> warnings = new ArrayList<>();

    @Test
    void adultHasBlanksQuestionMarksAndAFullStopInTestLabels() {
        Map<String, String> options = Map.of("nullValue", "?", "ignoreLeadingWhiteSpace", "true");
        LabelConfig label =
                new LabelConfig("Y", List.of(List.of("<=50K", "<=50K."), List.of(">50K", ">50K.")), new Scale.None());
        SourceConfig test = Configs.source("csv", options, file("adult/adult.test"));

        IndexedTable table = train(
                Configs.of(Configs.source("csv", options, file("adult/adult.data")), "Y")
                        .label(label)
                        .parts(NONE, new PartConfig.Source(test)),
                Target.Kind.CLASSES);

        assertThat(table.rows(Split.TRAINING)).isEqualTo(32_561);
        assertThat(table.rows(Split.TEST)).isEqualTo(16_281);
        Preparation preparation = table.preparation();
        assertThat(preparation.target().classes()).containsExactly("<=50K", ">50K");
        assertThat(preparation.label().classWeights()).containsExactly(24_720.0, 7_841.0);
        assertThat(preparation.columns())
                .allMatch(column -> column.name().equals(column.name().strip()));
        assertThat(preparation.columns())
                .flatExtracting(column -> column.categories())
                .contains("Private");
        assertThat(warnings).isEmpty();
    }

    @Test
    void adultAsParquetHasNullsForQuestionMarks() {
        IndexedTable table = train(
                Configs.of(Configs.source("parquet", Map.of(), file("adult/adult-train.parquet")), "label"),
                Target.Kind.CLASSES);

        assertThat(table.rows(Split.TRAINING)).isEqualTo(32_561);
        assertThat(table.preparation().label().classWeights()).containsExactly(24_720.0, 7_841.0);
    }

    @Test
    void airlinesAreNotUtf8AndHaveNaForMissing() {
        IndexedTable table = train(
                Configs.of(
                                Configs.source(
                                        "csv",
                                        Map.of("nullValue", "NA", "encoding", "ISO-8859-1"),
                                        file("airlines/allyears2k_headers.csv")),
                                "IsArrDelayed")
                        .features(
                                "Year",
                                "Month",
                                "DayofMonth",
                                "DayOfWeek",
                                "CRSDepTime",
                                "CRSArrTime",
                                "UniqueCarrier",
                                "Origin",
                                "Dest",
                                "Distance",
                                "TailNum")
                        .parts(NONE, new PartConfig.Every(5, 4)),
                Target.Kind.CLASSES);

        assertThat(table.rows(Split.TRAINING)).isEqualTo(35_183);
        assertThat(table.rows(Split.TEST)).isEqualTo(8_795);
        assertThat(table.preparation().target().classes()).containsExactly("NO", "YES");
    }

    @Test
    void housingIsSplitByIndexFromCsvAsFromParquet() {
        Configs configs = Configs.of(
                        Configs.source("csv", Map.of(), file("california-housing/housing.csv")), "median_house_value")
                .parts(NONE, new PartConfig.Every(5, 4));

        IndexedTable csv = train(configs, Target.Kind.NUMBER);
        Preparation split = Shown.splitBy(
                SPARK, 100_000, () -> train(configs, Target.Kind.NUMBER).preparation());
        IndexedTable parquet = train(
                Configs.of(
                                Configs.source("parquet", Map.of(), file("california-housing/housing.parquet")),
                                "median_house_value")
                        .parts(NONE, new PartConfig.Every(5, 4)),
                Target.Kind.NUMBER);

        assertThat(csv.rows(Split.TEST)).isEqualTo(4_128);
        assertThat(split).isEqualTo(csv.preparation());
        assertThat(parquet.preparation()).isEqualTo(csv.preparation());
        assertThat(Shown.parts(parquet)).isEqualTo(Shown.parts(csv));
    }

    @Test
    void sparseTestRowsHaveFewerFeaturesThanTraining() {
        IndexedTable table = train(
                Configs.of(Configs.source("libsvm", Map.of(), file("a9a/a9a")), "label")
                        .parts(NONE, new PartConfig.Source(Configs.source("libsvm", Map.of(), file("a9a/a9a.t")))),
                Target.Kind.CLASSES);

        assertThat(table.preparation().width()).isEqualTo(123);
        assertThat(table.preparation().entries()).isEqualTo(451_592);
        assertThat(table.rows(Split.TEST)).isEqualTo(16_281);
    }

    @Test
    void fashionImagesAreBytes() {
        SourceConfig test = idx("t10k");
        IndexedTable table = train(
                Configs.of(idx("train"), "label").parts(new PartConfig.Fraction(0.1), new PartConfig.Source(test)),
                Target.Kind.CLASSES);

        assertThat(table.rows(Split.TRAINING)).isEqualTo(54_000);
        assertThat(table.rows(Split.VALIDATION)).isEqualTo(6_000);
        assertThat(table.rows(Split.TEST)).isEqualTo(10_000);
        assertThat(table.preparation().width()).isEqualTo(784);
        assertThat(table.preparation().target().classes()).hasSize(10);
    }

    @Test
    void higgsHasTabsAndNoHeader() {
        IndexedTable table = train(
                Configs.of(Configs.source("tsv", Map.of("header", "false"), file("higgs-7k/binary.train")), "_c0"),
                Target.Kind.CLASSES);

        assertThat(table.rows(Split.TRAINING)).isEqualTo(7_000);
        assertThat(table.preparation().width()).isEqualTo(28);
    }

    @Test
    void parquetWithTimesAndBytesNamesThemAndReadsTheRest() {
        Configs configs = Configs.of(
                Configs.source("parquet", Map.of(), file("parquet-samples/alltypes_plain.parquet")), "double_col");

        assertThatThrownBy(() -> train(configs, Target.Kind.NUMBER))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("date_string_col (binary)")
                .hasMessageContaining("exclude: [date_string_col, string_col, timestamp_col]");
        IndexedTable table =
                train(configs.exclude("date_string_col", "string_col", "timestamp_col"), Target.Kind.NUMBER);
        assertThat(table.rows(Split.TRAINING)).isEqualTo(8);
        assertThat(table.preparation().width()).isEqualTo(7);
    }

    @Test
    void parquetListsAreVectorsWithMissingValues() {
        RawTable table = RawTable.open(
                SPARK,
                Configs.source("parquet", Map.of(), file("parquet-samples/list_columns.parquet")),
                ColumnWishes.NONE);

        assertThat(table.columns())
                .extracting(SourceColumn::type)
                .contains(Optional.of(dev.lockstep.data.RawColumn.Type.VECTOR));
        assertThat(Shown.rows(table.rows(RowRequest.of(List.of("int64_list")))))
                .containsExactly("[0:1,1:2,2:3]/3", "[0:NaN,1:1]/2", "[0:4]/1");
    }

    private IndexedTable train(Configs configs, Target.Kind kind) {
        return new DataPasses(SPARK, 0, warnings::add).train(configs.data(), kind, 42);
    }

    private static SourceConfig idx(String set) {
        return new SourceConfig(
                List.of(file("fashion-mnist/" + set + "-images-idx3-ubyte.gz")),
                "idx",
                List.of(file("fashion-mnist/" + set + "-labels-idx1-ubyte.gz")),
                Map.of(),
                Map.of());
    }

    private static String file(String name) {
        String given = System.getenv("LOCKSTEP_DATA");
        // Tests run in the module's folder, beside which the project's own data may lie.
        Path file = Path.of(given == null ? "../../shared/data" : given).resolve(name);
        assumeTrue(Files.exists(file), file + " is not here: set LOCKSTEP_DATA to the folder with the data sets");
        return file.toAbsolutePath().normalize().toString();
    }
}
