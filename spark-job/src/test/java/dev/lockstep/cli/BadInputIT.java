package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.SparkSessions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data that cannot be used: one line that says where, the exit code of data, and nothing left behind. */
final class BadInputIT {
    private static final String CLASSES = "loss: logistic";
    private static final String NUMBERS = "loss: squared";

    private static SparkSession spark;

    @TempDir
    private Path temp = Path.of("");

    @BeforeAll
    static void start() {
        spark = SparkSessions.open("bad input", new SparkConf().setMaster("local[2]"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /**
     * A file that cannot be trained on.
     *
     * @param says what the line has in it
     */
    private record Case(String file, String content, String more, String loss, List<String> says) {
        Case(String file, String content, String more, String loss, String... says) {
            this(file, content, more, loss, List.of(says));
        }

        @Override
        public String toString() {
            return file + ": " + content.lines().limit(3).toList();
        }
    }

    private static Stream<Case> cases() {
        String types = "  columns: {a: {type: number}}\n";
        return Stream.of(
                new Case("empty.csv", "", "  label: y\n", NUMBERS, "empty.csv"),
                new Case("header.csv", "a,y\n", "  label: y\n", NUMBERS, "no usable rows", "header.csv"),
                new Case("ragged.csv", "a,y\n1,2\n1,2,3\n4,5\n", "  label: y\n", NUMBERS, "ragged.csv:3"),
                new Case("text.csv", "a,y\n1,2\nx,3\n4,5\n", "  label: y\n" + types, NUMBERS, "text.csv:3", "x"),
                new Case("nan.csv", "a,y\n1,2\nNaN,3\n4,5\n", "  label: y\n", NUMBERS, "nan.csv:3", "a"),
                new Case("infinite.csv", "a,y\n1,2\n2,1e999\n4,5\n", "  label: y\n", NUMBERS, "infinite.csv:3", "y"),
                new Case("one.csv", "a,y\n1,yes\n2,yes\n", "  label: y\n", CLASSES, "one.csv", "yes"),
                new Case(
                        "range.csv",
                        "a,y\n1,yes\n2,no\n3,perhaps\n",
                        "  label: {column: y, values: [no, yes]}\n",
                        CLASSES,
                        "range.csv:4",
                        "perhaps"),
                new Case("zero.svm", "1 0:1\n-1 1:1\n", "", CLASSES, "zero.svm:1", "0"),
                new Case("unsorted.svm", "1 1:1\n-1 5:1 2:1\n", "", CLASSES, "unsorted.svm:2"),
                new Case("twice.svm", "1 1:1\n-1 5:1 5:1\n", "", CLASSES, "twice.svm:2"),
                new Case("colon.svm", "1 1:1\n-1 51\n", "", CLASSES, "colon.svm:2"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isOneLineAndLeavesNothing(Case bad) throws IOException {
        Files.writeString(temp.resolve(bad.file()), bad.content());
        fails(
                temp.resolve(bad.file()).toString(),
                bad.more(),
                bad.loss(),
                bad.says().toArray(String[]::new));
    }

    @Test
    void aMissingFile() throws IOException {
        fails(temp.resolve("nosuch.csv").toString(), "  label: y\n", NUMBERS, "nosuch.csv");
    }

    @Test
    void aColumnThatIsNotThereIsTheConfigurationsFault() throws IOException {
        Files.writeString(temp.resolve("rows.csv"), "a,price\n1,2\n3,4\n");
        run(temp.resolve("rows.csv").toString(), "  label: prize\n", NUMBERS).failsWith(2, "prize", "price");
        nothingIsLeft();
    }

    @Test
    void aLossForTwoClassesWhereThereAreThree() throws IOException {
        Files.writeString(temp.resolve("rows.csv"), "a,y\n1,a\n2,b\n3,c\n");
        run(temp.resolve("rows.csv").toString(), "  label: y\n", CLASSES).failsWith(2, "cross_entropy");
        nothingIsLeft();
    }

    @Test
    void aThirdClassThatOnlyValidationRowsHave() throws IOException {
        String path = rows("x,y\n1,a\n2,b\n3,a\n4,c\n");
        run(path, "  label: y\n  validation: {every: 4}\n", CLASSES)
                .failsWith(2, "loss logistic is for 2 classes, but the label has 3 classes: use cross_entropy");
        Path own = Files.writeString(temp.resolve("own.csv"), "x,y\n1,a\n4,c\n");
        String two = rows("x,y\n1,a\n2,b\n");
        fails(two, "  label: y\n  validation: " + own + "\n", CLASSES, "own.csv:3", "c is none of the classes a, b");
    }

    @Test
    void aClassWithoutTrainingRowsWeighsOneAmongBalancedOnes() throws IOException {
        String path = rows("x,y\n1,a\n2,b\n3,a\n4,b\n");
        Shell.Said said = run(
                        path,
                        "  label: {column: y, values: [a, b, c]}\n",
                        "loss: {name: cross_entropy, class_weights: balanced}")
                .isDone();
        assertThat(said.out()).contains("no training row is of class c", "3 classes");
    }

    @Test
    void whatSparkLacksIsNamedWithItsPackage() throws IOException {
        String path = rows("x,y\n1,2\n");
        misconfigured(
                "{path: " + path + ", format: avro}",
                "format avro",
                "--packages org.apache.spark:spark-avro_2.13:" + spark.version());
        misconfigured("{path: " + path + ", format: nosuch}", "format nosuch is not in this Spark", "--packages");
        misconfigured("s3a://bucket/rows.csv", "s3a://bucket/rows.csv", "--packages org.apache.hadoop:hadoop-aws:3.");
        misconfigured("s3://bucket/rows.csv", "write s3a://", "--packages org.apache.hadoop:hadoop-aws:3.");
        misconfigured("nosuch://bucket/rows.csv", "no file system nosuch://", "check the path");
        Shell.run(
                        "train",
                        Files.writeString(
                                        temp.resolve("s3.yaml"),
                                        "data: {train: " + path
                                                + ", label: y}\nloss: squared\noutput: s3a://bucket/run\n")
                                .toString())
                .failsWith(2, "s3a://bucket/run", "hadoop-aws");
    }

    @Test
    void optionsThatAreNone() throws IOException {
        String path = rows("x,y\n1,2\n");
        misconfigured("{path: " + path + ", options: {encoding: UTF-9}}", "options: {encoding: UTF-9}");
        misconfigured(
                "{path: " + path + ", options: {header: maybe}}",
                "options: {header} must be true or false, but was maybe");
        misconfigured("{path: " + path + ", options: {enforceSchema: maybe}}", "options of " + path, "enforceSchema");
        misconfigured("{path: " + path + ", options: {quote: abc}}", "options of " + path, "quote");
        misconfigured("{path: " + path + ", options: {maxColumns: many}}", "options of " + path, "maxColumns");
        misconfigured(
                "{path: " + path + ", format: json, options: {samplingRatio: some}}",
                "options of " + path,
                "{samplingRatio: some}");
        misconfigured(
                "{path: " + path + ", format: parquet, options: {mergeSchema: maybe}}",
                "options of " + path,
                "{mergeSchema: maybe}");
    }

    @Test
    void aHeaderThatIsNoText() throws IOException {
        Path png = temp.resolve("picture.csv");
        Files.write(
                png,
                "\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR,\u001b[31mx\n1,2\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        fails(
                "{path: " + png + ", options: {encoding: ISO-8859-1}}",
                "  label: y\n",
                NUMBERS,
                "is no text",
                "\\u0089PNG");
        Path utf16 = temp.resolve("utf16.csv");
        Files.write(utf16, "x,y\n1,2\n".getBytes(StandardCharsets.UTF_16LE));
        fails(utf16.toString(), "  label: y\n", NUMBERS, "utf16.csv", "is no text", "x\\u0000", "options: {encoding:");
    }

    @Test
    void longNamesAreShortened() throws IOException {
        run(rows("a".repeat(5000) + ",b\n1,2\n"), "  label: target\n", NUMBERS)
                .failsWith(2, "known are: " + "a".repeat(60) + "…, b");
    }

    @Test
    void aNameThatStandsInTheHeaderTwice() throws IOException {
        String path = rows("id,x,ID,y\n1,2,3,4\n5,6,7,9\n");
        fails(
                path,
                "  label: y\n",
                NUMBERS,
                "has 2 columns with the name id (columns 1 and 3)",
                "{exclude: [id0, ID2]}");
        fails(path, "  label: id\n  features: [x]\n", NUMBERS, "2 columns with the name id");
        run(path, "  label: y\n  features: {exclude: [id0, ID2]}\n", NUMBERS).isDone();
    }

    @Test
    void namesThatEndWithTheirNumberAreNoDoubles() throws IOException {
        run(rows("x0,x1,y\n1,2,3\n4,5,6\n"), "  label: y\n", NUMBERS).isDone();
    }

    @Test
    void aTruncatedGzip() throws IOException {
        StringBuilder lines = new StringBuilder("a,y\n");
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            lines.append(random.nextInt()).append(',').append(random.nextInt()).append('\n');
        }
        byte[] whole = gzip(lines.toString().getBytes(StandardCharsets.UTF_8));
        Files.write(temp.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length / 2));
        fails(temp.resolve("cut.csv.gz").toString(), "  label: y\n", NUMBERS, "cut.csv.gz");
    }

    @Test
    void anIdxFileOfAnotherKind() throws IOException {
        Path labels =
                idx("labels", ByteBuffer.allocate(8).putInt(0x801).putInt(2).array(), 2);
        Path other = idx("other", ByteBuffer.allocate(8).putInt(0x902).putInt(2).array(), 2);
        fails("{format: idx, path: " + other + ", labels: " + labels + "}", "", CLASSES, "other", "0x00000902");
    }

    @Test
    void anIdxFileThatIsTooShort() throws IOException {
        Path labels =
                idx("labels", ByteBuffer.allocate(8).putInt(0x801).putInt(4).array(), 4);
        byte[] header = ByteBuffer.allocate(16)
                .putInt(0x803)
                .putInt(4)
                .putInt(2)
                .putInt(2)
                .array();
        Path images = idx("images", header, 15);
        fails("{format: idx, path: " + images + ", labels: " + labels + "}", "", CLASSES, "images");
    }

    @Test
    void badRowsAreSkippedAsFarAsIsAllowed() throws IOException {
        Files.writeString(temp.resolve("rows.csv"), "a,y\n1,2\n1,2,3\n4,5\n7\n8,9\n");
        String path = temp.resolve("rows.csv").toString();
        run(path, "  label: y\n  bad_rows: {skip: 1}\n", NUMBERS).failsWith(3, "2 bad rows", "rows.csv:3");
        nothingIsLeft();
        Shell.Said said =
                run(path, "  label: y\n  bad_rows: {skip: 2}\n", NUMBERS).isDone();
        assertThat(said.out()).contains("rows.csv:3", "rows.csv:5", "3 rows to train");
    }

    private String rows(String content) throws IOException {
        return Files.writeString(temp.resolve("rows.csv"), content).toString();
    }

    private void misconfigured(String source, String... says) throws IOException {
        run(source, "  label: y\n", NUMBERS).failsWith(2, says);
        nothingIsLeft();
    }

    private void fails(String source, String more, String loss, String... says) throws IOException {
        run(source, more, loss).failsWith(3, says);
        nothingIsLeft();
    }

    private void nothingIsLeft() {
        assertThat(temp.resolve("runs")).doesNotExist();
    }

    private Shell.Said run(String source, String more, String loss) throws IOException {
        Path yaml = Files.writeString(
                temp.resolve("run.yaml"),
                "data:\n  train: " + source + "\n" + more + loss + "\ntrainer: {epochs: 1, shards: 2}\noutput: "
                        + temp.resolve("runs/out") + "\n");
        return Shell.run("train", yaml.toString());
    }

    private Path idx(String name, byte[] header, int body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(header);
        bytes.write(new byte[body]);
        return Files.write(temp.resolve(name), bytes.toByteArray());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
