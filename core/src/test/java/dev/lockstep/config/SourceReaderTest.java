package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.RawColumn;
import dev.lockstep.data.Scale;
import dev.lockstep.numeric.Named;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceReaderTest {
    @ParameterizedTest
    @CsvSource({
        "a.csv,csv",
        "s3a://b/x.d/a.CSV.GZ,csv",
        "a.tsv.bz2,tsv",
        "a.snappy.parquet,parquet",
        "*.orc,orc",
        "a.parquet/,parquet",
        "a.json,json",
        "a.jsonl.zst,json",
        "a.ndjson,json",
        "a.svm,libsvm",
        "a.libsvm,libsvm",
        "train-images-idx3-ubyte.gz,idx"
    })
    void extensionsTellTheFormat(String path, String format) {
        assertThat(Formats.infer(List.of(path))).contains(format);
        assertThat(Formats.infer(List.of(path, "x/" + path))).contains(format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/", "a.gz", "gz", "x/csvgz", "a.csv.d/part", "a.txt", ".gz"})
    void otherNamesTellNone(String path) {
        assertThat(Formats.infer(List.of(path))).isEmpty();
        assertThat(Formats.infer(List.of(path, "b.csv"))).isEmpty();
    }

    @Test
    void partsAreReadLikeTheTrainingRows() {
        DataConfig data =
                data("train: {path: a.data, format: csv, options: {sep: ;}}, validation: v.data, test: t.tsv");

        assertThat(data.validation())
                .isEqualTo(new PartConfig.Source(
                        new SourceConfig(List.of("v.data"), "csv", List.of(), Map.of("sep", ";"), Map.of())));
        assertThat(data.test()).isEqualTo(new PartConfig.Source(SourceConfig.files(List.of("t.tsv"), "tsv")));
    }

    @Test
    void everyKindOfPartIsRead() {
        assertThat(data("train: a.csv, validation: {fraction: 0.25}").validation())
                .isEqualTo(new PartConfig.Fraction(0.25));
        assertThat(data("train: a.csv, validation: {every: 4}").validation()).isEqualTo(new PartConfig.Every(4, 3));
        assertThat(data("train: a.csv, test: {where: \"day > '2026'\"}").test())
                .isEqualTo(new PartConfig.Where("day > '2026'"));
        assertThat(data("train: a.csv, test: {format: synthetic, rows: 5}").test())
                .isEqualTo(new PartConfig.Source(
                        new SourceConfig(List.of(), "synthetic", List.of(), Map.of(), Map.of("rows", 5L))));
    }

    @Test
    void formatsDecideScaleAndLabel() {
        DataConfig idx = data("train: {path: [a, b], labels: [l, m], format: idx}");
        DataConfig made = data("train: {format: synthetic, rows: 10, noise: .5, task: regression}");
        DataConfig sparse = data("train: a.svm, label: {values: [0, 1]}", "logistic");

        assertThat(idx.scale()).isEqualTo(new Scale.Divide(255));
        assertThat(idx.train().labels()).containsExactly("l", "m");
        assertThat(idx.label()).isEqualTo(new LabelConfig("label", List.of(), new Scale.Standard()));
        assertThat(made.label().scale()).isEqualTo(new Scale.None());
        assertThat(made.scale()).isEqualTo(new Scale.None());
        assertThat(made.train().synthetic()).isEqualTo(Map.of("rows", 10L, "noise", 0.5, "task", "regression"));
        assertThat(sparse.scale()).isEqualTo(new Scale.None());
        assertThat(sparse.label().names()).containsExactly("0", "1");
    }

    @Test
    void otherFormatsOfSparkNeedNoPath() {
        assertThat(data("train: {format: jdbc, options: {url: u}}, label: y").train())
                .isEqualTo(new SourceConfig(List.of(), "jdbc", List.of(), Map.of("url", "u"), Map.of()));
        assertThat(data("train: {path: a, format: avro}, label: y").train().format())
                .isEqualTo("avro");
    }

    @Test
    void shorthandsOfTheDataAreRead() {
        DataConfig data = data("train: a.csv, label: y, features: a, weight: w, order_by: day, shuffle: false,"
                + " scale: none, columns: {a: {type: number}}, bad_rows: {skip: 0}");

        assertThat(data.features()).containsExactly("a");
        assertThat(data.weight()).contains("w");
        assertThat(data.orderBy()).containsExactly("day");
        assertThat(data.shuffle()).isFalse();
        assertThat(data.scale()).isEqualTo(new Scale.None());
        assertThat(data.columns())
                .isEqualTo(Map.of(
                        "a",
                        new ColumnConfig(
                                Optional.of(RawColumn.Type.NUMBER),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())));
    }

    @Test
    void whatIsWrittenReadsAsTheSame() {
        for (String text : List.of(
                "train: {path: [a, b], labels: [l, m], format: idx}",
                "train: {path: a, labels: l, format: idx}, label: {values: [[a, b], c]}, validation: {fraction: 0.5}",
                "train: {format: synthetic, rows: 10}, label: {values: ['true', '1']}",
                "train: {format: jdbc, options: {dbtable: t, x: ''}}, label: y, features: [a, b], order_by: [a]",
                "train: '$${x}.csv', label: y, scale: min_max, test: {where: 'a = \"${Q:-q}\"'}",
                "train: a.csv, label: y, scale: none, columns: {a: {scale: standard}, b: {}}, validation: v.csv")) {
            RunConfig run = run(text, "cross_entropy");

            assertThat(Runs.read(RunConfigs.write(run))).isEqualTo(run);
        }
    }

    @Test
    void writtenRunsHoldNoSecrets() {
        RunConfig run = run(
                "train: {path: 'ftp://me:hunter2@host/a.csv', options: {url: 'x?user=me&password=hunter2',"
                        + " api_key: hunter2, sep: ;}}, label: y",
                "squared");

        assertThat(RunConfigs.write(run))
                .doesNotContain("hunter2")
                .contains("ftp://me:***@host/a.csv")
                .contains("x?user=me&password=***")
                .contains("api_key: '***'")
                .contains("sep: ;");
    }

    @Test
    void secretsOfTheEnvironmentAreWrittenAsTheyCame() {
        Map<String, String> environment =
                Map.of("PW", "hunter2", "URL", "s3a://me:hunter3@b/v.csv", "DB_TOKEN", "hunter4");
        String yaml = Runs.LEAST
                .replace(
                        "rows.csv",
                        "{path: ['ftp://me:${PW:-hunter5}@h/a.csv', '${URL}'], options: {api_key: '${PW}', x.password: '${PW}',"
                                + " key: '${DB_TOKEN}', sep: '${SEP:-;}', auth: 'a${x}?password=${PW}&q=${SEP:-;}'}}")
                .replace("a${x}", "a$${x}")
                .replace("label", "test: t.csv, label");
        RunConfig run = Runs.read(yaml, environment);
        String written = RunConfigs.write(run);

        assertThat(run.data().train().options()).containsEntry("auth", "a${x}?password=hunter2&q=;");
        assertThat(written)
                .doesNotContain("hunter")
                .contains("ftp://me:${PW}@h/a.csv", "'${URL}'", "api_key: '${PW}'", "x.password: '${PW}'")
                .contains("key: '${DB_TOKEN}'", "sep: ;", "a$${x}?password=${PW}&q=${SEP:-;}");
        assertThat(Runs.read(written, environment)).isEqualTo(run);
    }

    @Test
    void aSecretOfWhichAPartIsWrittenOutIsMasked() {
        Map<String, String> environment = Map.of("PW", "hunter2", "SCHEME", "ftp://");
        String yaml = Runs.LEAST.replace(
                "rows.csv",
                "{path: '${SCHEME}me:hunter3@h/a.csv', options: {api_key: 'x${PW}', my.token: '${NONE:-hunter4}',"
                        + " url: 'x?token=${PW}hunter5'}}");

        assertThat(RunConfigs.write(Runs.read(yaml, environment)))
                .doesNotContain("hunter")
                .contains("ftp://me:***@h/a.csv", "api_key: '***'", "my.token: '***'", "x?token=***");
    }

    @Test
    void metricsFollowTheLoss() {
        assertThat(run("train: a.svm", "squared").metrics()).containsExactly(Named.of("rmse"));
        assertThat(run("train: a.svm", "logistic").metrics()).containsExactly(Named.of("accuracy"));
        assertThat(run("train: a.svm", "poisson").metrics()).containsExactly(Named.of("mae"));
    }

    @Test
    void classesStillToBeFoundMayBeAnyNumber() {
        String yaml = Runs.CLASSES + "metrics: [accuracy, auc, {name: top_k, k: 20}, {name: f1}, {name: top_k, k: 3}]";

        assertThat(Runs.read(yaml).metrics())
                .containsExactly(
                        Named.of("accuracy"),
                        Named.of("auc"),
                        new Named("top_k", Map.of("k", 20L)),
                        new Named("f1", Map.of("average", "auto")),
                        new Named("top_k", Map.of("k", 3L)));
        assertThat(Runs.read(Runs.LEAST + "metrics: none").metrics()).isEmpty();
    }

    @Test
    void theMonitorFollowsValidation() {
        String validated = Runs.LEAST.replace("label", "validation: {every: 5}, label");

        assertThat(Runs.read(Runs.LEAST).monitor()).isEqualTo("loss");
        assertThat(Runs.read(Runs.LEAST + "monitor: loss").monitor()).isEqualTo("loss");
        assertThat(Runs.read(validated).monitor()).isEqualTo("val_loss");
        assertThat(Runs.read(validated + "monitor: val_rmse").monitor()).isEqualTo("val_rmse");
    }

    @Test
    void classWeightsStandBesideTheLoss() {
        RunConfig run = Runs.read(Runs.CLASSES.replace(
                "cross_entropy", "{name: cross_entropy, label_smoothing: 0.1, class_weights: balanced}"));

        assertThat(run.loss()).isEqualTo(new Named("cross_entropy", Map.of("label_smoothing", 0.1)));
        assertThat(run.classWeights()).isEqualTo(Optional.of("balanced"));
        assertThat(Runs.read(RunConfigs.write(run))).isEqualTo(run);
    }

    private static DataConfig data(String text) {
        return data(text.contains("label") ? text : text + (text.contains("csv") ? ", label: y" : ""), "squared");
    }

    private static DataConfig data(String text, String loss) {
        return run(text, loss).data();
    }

    private static RunConfig run(String text, String loss) {
        return Runs.read("data: {" + text + "}\nloss: " + loss + "\noutput: x");
    }
}
