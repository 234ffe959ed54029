package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Encode;
import dev.lockstep.data.Missing;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.Scale;
import dev.lockstep.model.Compression;
import dev.lockstep.model.Penalty;
import dev.lockstep.numeric.Named;
import dev.lockstep.schedule.Plateau;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunConfigsTest {
    private static final RunConfig DEFAULTS = new RunConfig(
            new DataConfig(
                    new SourceConfig(List.of("rows.csv"), "csv", List.of(), Map.of(), Map.of()),
                    new PartConfig.None(),
                    new PartConfig.None(),
                    new LabelConfig("price", List.of(), new Scale.Standard()),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Encode.ONE_HOT,
                    1024,
                    Missing.MEAN,
                    new Scale.Standard(),
                    Map.of(),
                    0,
                    true,
                    List.of()),
            new Named("linear", Map.of("bias", true)),
            ReuseConfig.NONE,
            Named.of("squared"),
            Optional.empty(),
            Penalty.NONE,
            List.of(Named.of("rmse")),
            new Named("adam", Map.of("beta_1", 0.9, "beta_2", 0.999, "epsilon", 1e-7, "amsgrad", false)),
            Optional.of(new Named("constant", Map.of("learning_rate", 0.001))),
            Optional.empty(),
            "loss",
            new TrainerConfig(
                    10,
                    1024,
                    42,
                    new ReductionConfig(OptionalInt.empty(), Compression.NONE),
                    new Length(1, Length.Unit.EPOCHS),
                    new RunnerConfig(RunnerConfig.Kind.RESIDENT, Duration.ofMinutes(2))),
            OptionalInt.empty(),
            0,
            Optional.of(new CheckpointConfig(Optional.of(Length.epochs(1)), Duration.ZERO, 3)),
            "runs/first",
            Map.of());

    private static final Map<String, String> ENVIRONMENT = Map.of("PASSWORD", "hunter2");

    private static final String EVERYTHING = """
            data:
              train: {paths: [a.data, b.data], format: csv, options: {sep: ;, header: true, nullValue: ''}}
              validation: {where: day > 5}
              test: {path: t.data, options: {sep: '|'}}
              label: {column: Y, values: [[<=50K, <=50K.], [">50K", ">50K."]], scale: none}
              weight: fnlwgt
              features: {exclude: [id, name]}
              categorical: {encode: hash, buckets: 16}
              missing: indicator
              scale: {divide: 2.5}
              columns:
                zip: {type: text, encode: index, buckets: 8, missing: fail, scale: min_max}
              bad_rows: {skip: 7}
              shuffle: none
              order_by: [day, hour]
            model:
              {type: linear, bias: false, start_from: {path: runs/other, tensors: weight}, freeze: [w*], unfreeze_after: 2 epochs}
            loss: {name: logistic, label_smoothing: 0.1, class_weights: {<=50K: 1, ">50K": 3}, l1: 0.25, l2: 2}
            metrics: [accuracy, auc]
            optimizer: {name: sgd, momentum: 0.5, nesterov: true}
            schedule: {name: exponential, learning_rate: 0.1, decay_rate: 0.5, decay_steps: 2 epochs, staircase: true}
            plateau: {factor: 0.5, patience: 4, cooldown: 2, min_delta: 0.01, threshold: relative, min_learning_rate: 0.001}
            monitor: val_auc
            trainer: {epochs: 3, batch_size: 64, seed: -7, shards: 4, evaluate_every: 200 steps, runner: job, placement_timeout: 90 s, compression: bf16}
            early_stopping: {patience: 5, min_delta: 0.01}
            checkpoint: {every: 10 minutes, keep: 5}
            output: s3a://me:${PASSWORD}@bucket/run
            """;

    @Test
    void leastYamlGivesEveryDefault() {
        assertThat(Runs.read(Runs.LEAST)).isEqualTo(DEFAULTS);
    }

    @Test
    void fullYamlOfDefaultsGivesExactlyTheDefaults() {
        String yaml = """
                data:
                  train: {path: rows.csv, format: csv, options: {}}
                  validation: none
                  test: none
                  label: {column: price, scale: standard}
                  weight: none
                  features: all
                  categorical: {encode: one_hot, buckets: 1024}
                  missing: mean
                  scale: standard
                  columns: {}
                  bad_rows: fail
                  shuffle: true
                  order_by: none
                model: linear
                loss: {name: squared}
                metrics: [rmse]
                optimizer: {name: adam, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false, learning_rate: 0.001}
                plateau: none
                monitor: loss
                trainer: {epochs: 10, batch_size: 1024, seed: 42, shards: auto, evaluate_every: 1 epoch, runner: resident, placement_timeout: 2 minutes, compression: none}
                early_stopping: none
                checkpoint: {every: 1 epoch, keep: 3}
                output: runs/first
                """;

        assertThat(Runs.read(yaml)).isEqualTo(DEFAULTS);
    }

    @Test
    void everyKeySetToSomethingElseChangesEveryComponent() {
        RunConfig run = Runs.read(EVERYTHING, ENVIRONMENT);

        assertThat(run)
                .isEqualTo(new RunConfig(
                        new DataConfig(
                                new SourceConfig(
                                        List.of("a.data", "b.data"),
                                        "csv",
                                        List.of(),
                                        Map.of("sep", ";", "header", "true", "nullValue", ""),
                                        Map.of()),
                                new PartConfig.Where("day > 5"),
                                new PartConfig.Source(new SourceConfig(
                                        List.of("t.data"), "csv", List.of(), Map.of("sep", "|"), Map.of())),
                                new LabelConfig(
                                        "Y",
                                        List.of(List.of("<=50K", "<=50K."), List.of(">50K", ">50K.")),
                                        new Scale.None()),
                                Optional.of("fnlwgt"),
                                List.of(),
                                List.of("id", "name"),
                                Encode.HASH,
                                16,
                                Missing.INDICATOR,
                                new Scale.Divide(2.5),
                                Map.of(
                                        "zip",
                                        new ColumnConfig(
                                                Optional.of(RawColumn.Type.TEXT),
                                                Optional.of(Encode.INDEX),
                                                Optional.of(8),
                                                Optional.of(Missing.FAIL),
                                                Optional.of(new Scale.MinMax()))),
                                7,
                                false,
                                List.of("day", "hour")),
                        new Named("linear", Map.of("bias", false)),
                        new ReuseConfig(
                                Optional.of(new ReuseConfig.StartFrom("runs/other", List.of("weight"))),
                                List.of("w*"),
                                Optional.of(Length.epochs(2))),
                        new Named("logistic", Map.of("label_smoothing", 0.1)),
                        Optional.of(Map.of("<=50K", 1L, ">50K", 3L)),
                        new Penalty(0.25, 2),
                        List.of(Named.of("accuracy"), Named.of("auc")),
                        new Named("sgd", Map.of("momentum", 0.5, "nesterov", true)),
                        Optional.of(new Named(
                                "exponential",
                                Map.of(
                                        "learning_rate",
                                        0.1,
                                        "decay_rate",
                                        0.5,
                                        "decay_steps",
                                        Length.epochs(2),
                                        "staircase",
                                        true))),
                        Optional.of(new Plateau(0.5, 4, 2, new Plateau.Threshold(0.01, true), 0.001)),
                        "val_auc",
                        new TrainerConfig(
                                3,
                                64,
                                -7,
                                new ReductionConfig(OptionalInt.of(4), Compression.BF16),
                                Length.steps(200),
                                new RunnerConfig(RunnerConfig.Kind.JOB, Duration.ofSeconds(90))),
                        OptionalInt.of(5),
                        0.01,
                        Optional.of(new CheckpointConfig(Optional.empty(), Duration.ofMinutes(10), 5)),
                        "s3a://me:hunter2@bucket/run",
                        Map.of("s3a://me:hunter2@bucket/run", "s3a://me:${PASSWORD}@bucket/run")));
        for (var component : RunConfig.class.getRecordComponents()) {
            assertThat(run).extracting(component.getName()).isNotEqualTo(value(DEFAULTS, component.getName()));
        }
        for (var component : DataConfig.class.getRecordComponents()) {
            if (!component.getName().equals("features")) { // beside exclude, its default is all there is
                assertThat(run.data())
                        .extracting(component.getName())
                        .isNotEqualTo(value(DEFAULTS.data(), component.getName()));
            }
        }
        for (var component : TrainerConfig.class.getRecordComponents()) {
            assertThat(run.trainer())
                    .extracting(component.getName())
                    .isNotEqualTo(value(DEFAULTS.trainer(), component.getName()));
        }
    }

    @Test
    void whatIsWrittenReadsAsTheSame() {
        for (String yaml : List.of(Runs.LEAST, EVERYTHING)) {
            RunConfig run = Runs.read(yaml, ENVIRONMENT);

            assertThat(Runs.read(RunConfigs.write(run), ENVIRONMENT)).isEqualTo(run);
        }
    }

    @Test
    void lbfgsHasNoScheduleAndIsWrittenWithoutBatches() {
        RunConfig run = Runs.read(Runs.LEAST.replace("squared", "{name: squared, l1: 0, l2: 0.5}")
                + "optimizer: {name: lbfgs, memory: 4}");

        assertThat(run.schedule()).isEmpty();
        assertThat(run.penalty()).isEqualTo(new Penalty(0, 0.5));
        assertThat(run.optimizer())
                .isEqualTo(new Named(
                        "lbfgs",
                        Map.of(
                                "memory",
                                4,
                                "gradient_tolerance",
                                1e-6,
                                "loss_tolerance",
                                1e-9,
                                "max_line_search",
                                25)));
        assertThat(RunConfigs.write(run)).contains("schedule: none").doesNotContain("batch_size");
        assertThat(Runs.read(RunConfigs.write(run))).isEqualTo(run);
        assertThat(Runs.read(Runs.LEAST + "schedule: none")).isEqualTo(DEFAULTS);
    }

    @Test
    void readsAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, "\uFEFF" + Runs.LEAST.replace("\n", "\r\n"));

        assertThat(RunConfigs.read(file, Map.of(), List.of())).isEqualTo(DEFAULTS);
    }

    @Test
    void saysWhyAFileCannotBeRead(@TempDir Path folder) throws Exception {
        Path latin = folder.resolve("latin.yaml");
        Files.write(latin, "output: ä".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> RunConfigs.read(folder.resolve("none.yaml"), Map.of(), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("none.yaml does not exist: check the path");
        assertThatThrownBy(() -> RunConfigs.read(folder, Map.of(), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(" cannot be read: ");
        assertThatThrownBy(() -> RunConfigs.read(latin, Map.of(), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("latin.yaml is not UTF-8 text: save it as UTF-8");
    }

    private static Object value(Record record, String component) {
        try {
            return record.getClass().getMethod(component).invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
