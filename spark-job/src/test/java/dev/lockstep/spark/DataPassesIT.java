package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.ColumnConfig;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.PartConfig;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.Preparation;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.Target;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataPassesIT {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final ColumnConfig TEXT = new ColumnConfig(
            Optional.of(RawColumn.Type.TEXT), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final PartConfig NONE = new PartConfig.None();

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void numbersFollowTheFilesHoweverTheyAreSplit() throws IOException {
        Configs configs = Configs.of(Configs.source("csv", Map.of(), numbers(3, 400)), "y")
                .parts(new PartConfig.Fraction(0.25), new PartConfig.Every(5, 4));

        List<String> whole = Shown.parts(train(configs));
        List<String> split = Shown.splitBy(SPARK, 500, () -> Shown.parts(train(configs)));

        assertThat(split).isEqualTo(whole).hasSize(1200);
        assertThat(whole)
                .contains("TEST 0: 4 4", "TEST 239: 1199 1199")
                .anyMatch(line -> line.startsWith("TRAINING 0: 0 "));
    }

    @Test
    void rowsAreTheSameWithoutGeneratedCode() throws IOException {
        Configs configs = Configs.of(Configs.source("csv", Map.of(), numbers(2, 100)), "y")
                .parts(new PartConfig.Fraction(0.25), new PartConfig.Where("x > 150"));
        List<String> generated = Shown.parts(train(configs));
        Map<String, String> interpreted =
                Map.of("spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN");
        interpreted.forEach(SPARK.conf()::set);
        try {
            assertThat(Shown.parts(train(configs))).isEqualTo(generated).hasSize(200);
        } finally {
            interpreted.keySet().forEach(SPARK.conf()::unset);
        }
    }

    @Test
    void numbersWithinAPartCountFromZeroWithoutGaps() throws IOException {
        IndexedTable table = train(Configs.of(Configs.source("csv", Map.of(), numbers(2, 300)), "y")
                .parts(new PartConfig.Fraction(0.1), new PartConfig.Fraction(0.2)));

        assertThat(table.rows(Split.TRAINING)).isEqualTo(420);
        assertThat(table.rows(Split.VALIDATION)).isEqualTo(60);
        assertThat(table.rows(Split.TEST)).isEqualTo(120);
        assertThat(Shown.parts(table).stream()
                        .filter(line -> line.startsWith("VALID"))
                        .map(DataPassesIT::index))
                .containsExactlyElementsOf(IntStream.range(0, 60).boxed().toList());
        assertThat(table.preparation().rows()).isEqualTo(420);
    }

    @Test
    void preparationIsThatOfTheTrainingRowsOnly() throws IOException {
        Configs configs = Configs.of(Configs.source("csv", Map.of(), numbers(1, 100)), "y");
        Preparation byIndex =
                train(configs.parts(new PartConfig.Every(2, 1), NONE)).preparation();
        Preparation byCondition =
                train(configs.parts(new PartConfig.Where("x % 2 = 1"), NONE)).preparation();
        Preparation byFiles = train(Configs.of(Configs.source("csv", Map.of(), write("even.csv", even(100))), "y"))
                .preparation();

        assertThat(byIndex).isEqualTo(byFiles);
        assertThat(byCondition).isEqualTo(byFiles);
    }

    @Test
    void columnsThatJsonLacksAreNoMissingValues() throws IOException {
        String rows = "{\"rooms\": 1, \"income\": 2, \"y\": 1}\n{\"rooms\": 3, \"income\": 5, \"y\": 2}\n";
        SourceConfig right = Configs.source("json", Map.of(), write("right.json", rows));
        SourceConfig wrong = Configs.source("json", Map.of(), write("wrong.json", rows.replace("income", "incme")));
        Configs configs = Configs.of(right, "y")
                .features("rooms", "income")
                .columns(Map.of("rooms", Configs.NUMBER, "income", Configs.NUMBER, "y", Configs.NUMBER));
        Preparation preparation = train(configs).preparation();
        String line = wrong.paths().get(0)
                + ": the data lack features that there were in training: income (did you mean incme?)";

        assertThat(Shown.parts(passes(0).prepared(right, preparation, Split.TEST, List.of())))
                .containsExactly("TEST 0: 1 2 1", "TEST 1: 3 5 2");
        assertThatThrownBy(() -> passes(0).prepared(wrong, preparation, Split.TEST, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(line);
        assertThatThrownBy(() -> passes(0).unlabelled(wrong, preparation, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(line);
        assertThatThrownBy(() -> train(configs.parts(NONE, new PartConfig.Source(wrong))))
                .isInstanceOf(DataException.class)
                .hasMessage(line);
        assertThatThrownBy(() ->
                        train(Configs.of(wrong, "y").features("rooms", "income").columns(configs.columns())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.features")
                .hasMessageContaining("has no column income: did you mean incme?");
    }

    @Test
    void conditionsCutTestFirst() throws IOException {
        IndexedTable table = train(Configs.of(Configs.source("csv", Map.of(), numbers(1, 100)), "y")
                .parts(new PartConfig.Where("x >= 80"), new PartConfig.Where("x >= 90")));

        assertThat(table.rows(Split.TEST)).isEqualTo(10);
        assertThat(table.rows(Split.VALIDATION)).isEqualTo(10);
        assertThat(Shown.parts(table)).contains("TEST 0: 90 90", "VALIDATION 9: 89 89", "TRAINING 79: 79 79");
    }

    @Test
    void sourcesOfTheirOwnAreFoundByColumnName() throws IOException {
        String other = write("other.csv", "extra,y,x\nfoo,1,7\nbar,2,8\n");
        IndexedTable table = train(Configs.of(Configs.source("csv", Map.of(), numbers(1, 10)), "y")
                .parts(NONE, new PartConfig.Source(Configs.source("csv", Map.of(), other))));

        assertThat(Shown.parts(table)).contains("TEST 0: 7 1", "TEST 1: 8 2").hasSize(12);
        assertThat(table.preparation().rows()).isEqualTo(10);
    }

    @Test
    void badRowsAreSkippedInEveryPassAndTold() throws IOException {
        String path = write("bad.csv", "x,y\n0,0\nNaN,1\n2,2\n\n3\n4,4\n5,\n6,6\n7,7,7\n8,8\n");
        Configs configs = Configs.of(Configs.source("csv", Map.of(), path), "y");

        IndexedTable table = train(configs.skip(4).parts(new PartConfig.Every(2, 1), NONE));

        assertThat(Shown.parts(table))
                .containsExactly(
                        "TRAINING 0: 0 0",
                        "TRAINING 1: 4 4",
                        "TRAINING 2: 8 8",
                        "VALIDATION 0: 2 2",
                        "VALIDATION 1: 6 6");
        assertThat(warnings)
                .hasSize(4)
                .anyMatch(line -> line.startsWith("skipped " + path + ":3: column x"))
                .anyMatch(
                        line -> line.startsWith("skipped " + path + ":6: the row has 1 value, but there are 2 columns"))
                .anyMatch(line -> line.startsWith("skipped " + path + ":8: column y"))
                .anyMatch(line -> line.startsWith("skipped " + path + ":10: the row has 3 values"));
        assertThat(Shown.splitBy(SPARK, 8, () -> Shown.parts(train(configs.skip(4)))))
                .containsExactly(
                        "TRAINING 0: 0 0", "TRAINING 1: 2 2", "TRAINING 2: 4 4", "TRAINING 3: 6 6", "TRAINING 4: 8 8");
    }

    @Test
    void firstBadRowInFileOrderIsTheError() throws IOException {
        write("in/b.csv", "x,y\n1,1\n2,2\nbad\n" + "3,3\n".repeat(200));
        write("in/a.csv", "x,y\n" + "3,3\n".repeat(20) + "x,1\n");
        Configs configs =
                Configs.of(Configs.source("csv", Map.of(), folder + "/in"), "y").columns(Map.of("x", Configs.NUMBER));

        for (long bytes : new long[] {1 << 20, 50}) {
            assertThatThrownBy(() -> Shown.splitBy(SPARK, bytes, () -> train(configs)))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(folder + "/in/a.csv:22: column x is a number, but was \"x\"")
                    .hasMessageContaining("1 more such row")
                    .hasMessageContaining("data.bad_rows: {skip: 2}");
        }
        assertThatThrownBy(() -> train(configs.skip(1)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        folder + "/in has 2 bad rows, but data.bad_rows: {skip: 1} lets 1 be skipped; the first is "
                                + folder + "/in/a.csv:22");
    }

    @Test
    void tablesAreNumberedByTheirOrder() {
        SPARK.range(0, 200, 1, 7).selectExpr("id % 10 as x", "200 - id as y").createOrReplaceTempView("numbered");
        Configs configs =
                Configs.of(Configs.source("table", Map.of(), "numbered"), "y").orderBy("x");

        List<String> rows = Shown.parts(train(configs));

        assertThat(rows).startsWith("TRAINING 0: 0 10", "TRAINING 1: 0 20").endsWith("TRAINING 199: 9 191");
    }

    @Test
    void tablesBesideFilesKeepTheNumbersOfTheirPartitions() throws IOException {
        SPARK.range(0, 101)
                .selectExpr("id as x", "if(id = 70, null, if(id < 70, id, id - 1)) as y")
                .createOrReplaceTempView("beside");
        Configs configs = Configs.of(Configs.source("csv", Map.of(), numbers(2, 100)), "y")
                .skip(1)
                .orderBy("x")
                .parts(new PartConfig.Source(Configs.source("table", Map.of(), "beside")), NONE);

        IndexedTable table = Shown.splitBy(SPARK, 500, () -> Shown.sortedInto(SPARK, 2, () -> train(configs)));

        assertThat(table.mapPartitions(rows -> List.of(1).iterator()).getNumPartitions())
                .isGreaterThanOrEqualTo(4);
        assertThat(Shown.parts(table).subList(200, 300))
                .containsExactlyElementsOf(IntStream.range(0, 100)
                        .mapToObj(i -> "VALIDATION " + i + ": " + (i < 70 ? i : i + 1) + " " + i)
                        .toList());
    }

    @Test
    void classesOfRowsThatAreNotForTrainingAreKnown() throws IOException {
        String path = write("classes.csv", "x,y\n1,a\n2,c\n3,b\n");
        Configs configs = Configs.of(Configs.source("csv", Map.of(), path), "y");

        for (PartConfig last : List.of(new PartConfig.Where("x > 2"), new PartConfig.Every(3, 2))) {
            Preparation preparation =
                    train(configs.parts(last, NONE), Target.Kind.CLASSES).preparation();
            assertThat(preparation.target().classes()).containsExactly("a", "b", "c");
            assertThat(preparation.label().classWeights()).containsExactly(1.0, 0.0, 1.0);
            assertThat(preparation.rows()).isEqualTo(2);
        }
    }

    @Test
    void preparedSourcesHaveTheTypesOfTraining() throws IOException {
        Preparation preparation = train(
                        Configs.of(
                                        Configs.source(
                                                "csv", Map.of(), write("t.csv", "x,c,y\n1,07,0\n2,a,1\n3,07,1\n")),
                                        "y")
                                .parts(NONE, NONE),
                        Target.Kind.CLASSES)
                .preparation();
        String path = write("e.csv", "c,x,y\n07,1.5,1\n08,2,0\n");

        IndexedTable table =
                passes(0).prepared(Configs.source("csv", Map.of(), path), preparation, Split.TEST, List.of());

        assertThat(Shown.parts(table)).containsExactly("TEST 0: 1.5 07 1", "TEST 1: 2 08 0");
    }

    @Test
    void columnsThatAreNotThereAreNamed() throws IOException {
        Configs configs = Configs.of(Configs.source("csv", Map.of(), numbers(1, 10)), "y");
        Preparation preparation = train(configs).preparation();
        String path = write("less.csv", "z,y\n1,2\n");
        String unlabelled = write("unlabelled.csv", "x\n1\n");

        assertThatThrownBy(() ->
                        passes(0).prepared(Configs.source("csv", Map.of(), path), preparation, Split.TEST, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(path + ": the data lack features that there were in training: x (did you mean z?)");
        assertThatThrownBy(() -> passes(0)
                        .prepared(Configs.source("csv", Map.of(), unlabelled), preparation, Split.TEST, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the data lack the column y");
        assertThatThrownBy(() -> train(configs.exclude("xx")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.features.exclude")
                .hasMessageContaining("did you mean x?");
        assertThatThrownBy(() -> train(configs.features("x", "y"))).isInstanceOf(ConfigException.class);
    }

    @Test
    void partsMustLeaveRowsAndHaveRows() throws IOException {
        Configs configs = Configs.of(Configs.source("csv", Map.of(), numbers(1, 10)), "y");

        assertThatThrownBy(() -> train(configs.parts(new PartConfig.Where("x > 100"), NONE)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("x > 100 is true of none");
        assertThatThrownBy(() -> train(configs.parts(new PartConfig.Fraction(0.5), new PartConfig.Fraction(0.5))))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("training");
        assertThatThrownBy(() -> train(configs.parts(new PartConfig.Where("nope > 1"), NONE)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nope");
    }

    @Test
    void oneClassAndNoRowsAreRefused() throws IOException {
        String one = write("one.csv", "x,y\n1,a\n2,a\n");
        String header = write("header.csv", "x,y\n");

        assertThatThrownBy(() -> train(Configs.of(Configs.source("csv", Map.of(), one), "y"), Target.Kind.CLASSES))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(one + ": label y has one class only");
        assertThatThrownBy(() -> train(Configs.of(Configs.source("csv", Map.of(), header), "y"), Target.Kind.CLASSES))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("no usable rows in " + header);
    }

    @Test
    void textThatIsMostlyNumbersIsTold() throws IOException {
        write("in/a.csv", "x,z,y\n1,a,1\n\n2,b,2\n3,c,3\n");
        write("in/b.csv", "x,z,y\n4,a,1\n5,2,2\nn/a,b,3\n6,c,4\n?,c,4\n");
        Configs configs = Configs.of(Configs.source("csv", Map.of(), folder + "/in"), "y");

        for (Configs each : List.of(configs, configs.parts(new PartConfig.Every(4, 0), NONE))) {
            warnings.clear();
            Shown.splitBy(SPARK, 12, () -> train(each));
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .matches(
                            "column x is read as text, though \\d of its \\d different values are numbers: the first that is"
                                    + " not is \"n/a\" \\(.*/in/b.csv:4\\); write data.columns: \\{x: \\{type: number}}, .*");
        }
        warnings.clear();
        train(configs.columns(Map.of("x", TEXT)));
        assertThat(warnings).isEmpty();
        train(
                Configs.of(Configs.source("csv", Map.of("inferSchema", "false"), folder + "/in"), "z")
                        .exclude("y"),
                Target.Kind.CLASSES);
        assertThat(warnings).isEmpty();
    }

    @Test
    void columnsWithoutAValueAreTold() throws IOException {
        Configs configs =
                Configs.of(Configs.source("csv", Map.of(), write("e.csv", "x,e,l,y\n1,,,1\n2,,,2\n3,,7,4\n")), "y");

        train(configs.parts(new PartConfig.Every(3, 2), NONE));

        assertThat(warnings)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("column e of").contains("{exclude: [e]}"),
                        line -> assertThat(line).startsWith("column l of").contains("no value in any training row"));
    }

    @Test
    void classesWithoutTrainingRowsAreTold() throws IOException {
        Configs configs = Configs.of(Configs.source("csv", Map.of(), write("c.csv", "x,y\n1,a\n2,b\n3,c\n")), "y");

        train(configs.parts(new PartConfig.Where("x > 2"), NONE), Target.Kind.CLASSES);

        assertThat(warnings)
                .containsExactly("label y: no training row is of class c, which cannot be learnt from the others");
    }

    @Test
    void packedFileCutShortIsOneLine() throws IOException {
        Path whole = folder.resolve("w.csv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(whole))) {
            Random random = new Random(1);
            out.write("x,y\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 20_000; i++) {
                out.write((random.nextInt() + "," + i + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] bytes = Files.readAllBytes(whole);
        Path file = folder.resolve("short.csv.gz");
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        Configs configs = Configs.of(Configs.source("csv", Map.of("inferSchema", "true"), file.toString()), "y");

        for (Configs each : List.of(
                configs,
                configs.columns(Map.of(
                        "x", Configs.NUMBER,
                        "y", Configs.NUMBER)))) {
            assertThatThrownBy(() -> train(each))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("short.csv.gz is damaged or cut short");
        }
    }

    private IndexedTable train(Configs configs) {
        return train(configs, Target.Kind.NUMBER);
    }

    private IndexedTable train(Configs configs, Target.Kind kind) {
        return passes(configs.badRows()).train(configs.data(), kind, 42);
    }

    private DataPasses passes(long badRows) {
        return new DataPasses(SPARK, badRows, warnings::add);
    }

    /** Files of rows {@code n,n}, numbered through, in a folder that lists them by name. */
    private String numbers(int files, int rows) throws IOException {
        int n = 0;
        for (int f = 0; f < files; f++) {
            StringBuilder text = new StringBuilder("x,y\n");
            for (int r = 0; r < rows; r++, n++) {
                text.append(n).append(',').append(n).append('\n');
            }
            write("numbers/part-" + f + ".csv", text.toString());
        }
        return folder + "/numbers";
    }

    private static String even(int below) {
        StringBuilder text = new StringBuilder("x,y\n");
        for (int n = 0; n < below; n += 2) {
            text.append(n).append(',').append(n).append('\n');
        }
        return text.toString();
    }

    private static int index(String line) {
        return Integer.parseInt(line.replaceFirst("\\w+ (\\d+):.*", "$1"));
    }

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }
}
