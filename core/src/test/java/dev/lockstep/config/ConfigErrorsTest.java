package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every error says what, where and the remedy, in one line. */
final class ConfigErrorsTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("N", "5");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trainer: {epoch: 5}          | unknown key trainer.epoch: write trainer.epochs (run.yaml:4)",
                "trainer: {epoches: 5}        | unknown key trainer.epoches: did you mean epochs? (run.yaml:4)",
                "trainer: {batchSize: 5}      | unknown key trainer.batchSize: write trainer.batch_size (run.yaml:4)",
                "trainer: {n_epochs: 5}       | unknown key trainer.n_epochs: write trainer.epochs (run.yaml:4)",
                "epochs: 5                    | unknown key epochs: write trainer.epochs (run.yaml:4)",
                "lr: 0.1                      | unknown key lr: write optimizer.learning_rate (run.yaml:4)",
                "optimizer: {lr: 0.1}         | unknown key optimizer.lr: write optimizer.learning_rate (run.yaml:4)",
                "optimizer: {learning-rate: 1} | unknown key optimizer.learning-rate: write optimizer.learning_rate",
                "schedule: {name: constant, lr: 1} | schedule constant has no setting lr: here it is called learning_rate",
                "l2: 0.1                      | unknown key l2: write loss.l2 (run.yaml:4)",
                "max_iter: 5                  | unknown key max_iter: write trainer.epochs (run.yaml:4)",
                "validation_split: 0.1        | unknown key validation_split: write data.validation.fraction",
                "zzz: 1                       | unknown key zzz: known are: data, model, loss, metrics, optimizer,",
                "trainer: {runner: residnet}  | there is no trainer.runner residnet: did you mean resident? (run.yaml:4)",
                "trainer: {compression: bfloat16} | there is no trainer.compression bfloat16: known are: none, bf16 (run.yaml:4)",
                "trainer: {placement_timeout: 5} | trainer.placement_timeout must be a time such as 2 minutes, 90 seconds",
                "trainer: {placement_timeout: 0 s} | trainer.placement_timeout must be positive, but was 0 hours (run.yaml:4)",
                "trainer: {epochs: ten}       | trainer.epochs must be a whole number, but was ten (run.yaml:4)",
                "trainer: {epochs: 1.5}       | trainer.epochs must be a whole number, but was 1.5 (run.yaml:4)",
                "trainer: {epochs: '5'}       | trainer.epochs must be a whole number, but was '5' (run.yaml:4)",
                "trainer: {epochs: 0}         | trainer.epochs must be at least 1, but was 0 (run.yaml:4)",
                "trainer: {epochs: 99999999999} | trainer.epochs must be between −2³¹ and 2³¹ − 1, but was 99999999999",
                "trainer: {epochs: 99999999999999999999} | trainer.epochs must be a whole number, but was 99999999999999",
                "trainer: {epochs: 0x10}      | trainer.epochs must be a whole number, but was 0x10 (run.yaml:4)",
                "trainer: {epochs: }          | trainer.epochs must be given, but was empty (run.yaml:4)",
                "trainer: {epochs: [1]}       | trainer.epochs must be a whole number, but was a list (run.yaml:4)",
                "trainer: {epochs: {a: 1}}    | trainer.epochs must be a whole number, but was a map (run.yaml:4)",
                "trainer: 5                   | trainer must be a map of settings, but was 5 (run.yaml:4)",
                "trainer: {evaluate_every: now} | evaluate_every must be a length such as 1 epoch, 200 steps or 10%, but",
                "trainer: {evaluate_every: 1.5 steps} | trainer.evaluate_every: length must be a whole number of steps,",
                "trainer: {evaluate_every: 0} | trainer.evaluate_every: length must be positive and finite, but was 0.0",
                "trainer: {shards: 0}         | trainer.shards must be in [1, 4096], but was 0 (run.yaml:4)",
                "trainer: {batch_size: -1}    | trainer.batch_size must be at least 1, but was -1 (run.yaml:4)",
                "early_stopping: {patience: 0} | early_stopping.patience must be at least 1, but was 0 (run.yaml:4)",
                "early_stopping: {min_delta: 1} | early_stopping.patience is missing: write for example patience: 3",
                "early_stopping: {patience: 1, min_delta: -1} | early_stopping.min_delta must be at least 0 and finite",
                "early_stopping: {patience: 1, min_delta: x} | early_stopping.min_delta must be a number, but was x",
                "optimizer: adem              | there is no optimizer adem: did you mean adam? (run.yaml:4)",
                "optimizer: lbgfs             | there is no optimizer lbgfs: did you mean lbfgs? (run.yaml:4)",
                "optimizer: {name: lbfgs, memory: 0} | optimizer.memory must be at least 1, but was 0 (run.yaml:4)",
                "optimizer: {name: lbfgs, weight_decay: 1} | has no setting weight_decay: write l2 of the loss instead (run",
                "optimizer: {name: lbfgs, clipnorm: 1} | optimizer lbfgs has no setting clipnorm: its gradients are of all",
                "optimizer: {name: lbfgs, learning_rate: 1} | optimizer.learning_rate is not for optimizer lbfgs, whose line",
                "optimizer: {name: lbfgs, gradient_tolerance: .nan} | must be in [0, 1), but was NaN (run.yaml:4)",
                "optimizer: {name: sgd, momentum: 2} | optimizer.momentum must be in [0, 1), but was 2.0 (run.yaml:4)",
                "optimizer: {name: sgd, nesterov: 3} | nesterov of optimizer sgd must be true or false, but was 3",
                "optimizer: {name: sgd, beta_1: 3} | optimizer sgd has no setting beta_1: known are: momentum, nesterov",
                "optimizer: {momentum: .5}    | optimizer adam has no setting momentum: known are: beta_1, beta_2,",
                "optimizer: {learning_rate: fast} | optimizer.learning_rate must be a number, but was fast (run.yaml:4)",
                "optimizer: {learning_rate: -1} | optimizer.learning_rate must be positive and finite, but was -1.0",
                "optimizer: {learning_rate: .inf} | optimizer.learning_rate must be positive and finite, but was Infin",
                "schedule: exponental         | there is no schedule exponental: did you mean exponential? (run.yaml:4)",
                "schedule: exponential        | schedule exponential needs the setting learning_rate (run.yaml:4)",
                "schedule: {learning_rate: 1} | schedule.name is missing: write for example name: … (run.yaml:4)",
                "metrics: [rmse, auc]         | metric auc is for 2 classes, but the label is a number: use rmse, mae",
                "metrics: [rmse, rmse]        | metrics has rmse twice: keep one (run.yaml:4)",
                "metrics: rmsee               | unknown metric rmsee: did you mean rmse? (run.yaml:4)",
                "metrics: [{name: top_k, k: 0}] | metrics.k must be at least 1, but was 0 (run.yaml:4)",
                "monitor: rmse                | monitor rmse is not measured: write monitor: val_rmse (run.yaml:4)",
                "monitor: val_loss            | monitor val_loss needs validation rows: write data.validation: {frac",
                "monitor: val_mae             | monitor val_mae is not measured: add it to metrics, or write one of",
                "model: forest                | unknown model forest: known are: linear",
                "model: {bias: 3}             | bias of model linear must be true or false, but was 3 (run.yaml:4)",
                "model: {freezee: a}          | model linear has no setting freezee: known are: bias (run.yaml:4)",
                "model: {start_from: ''}      | model.start_from must be a text, but was empty (run.yaml:4)",
                "model: {start_from: {tensors: a}} | model.start_from.path is missing: write for example path: runs/other",
                "model: {start_from: {path: a, tensor: b}} | unknown key model.start_from.tensor: did you mean tensors?",
                "model: {unfreeze_after: 5}   | model.unfreeze_after must be left out where freeze names no tensors, but was 5",
                "model: {freeze: a, unfreeze_after: soon} | model.unfreeze_after must be a length such as 1 epoch, 200",
                "freeze: a                    | unknown key freeze: write model.freeze (run.yaml:4)",
                "monitor: '${N'               | monitor has ${ without a name and } after it: write ${NAME}, ${NAME:-",
                "monitor: '${a b}'            | monitor has ${ without a name and } after it",
                "monitor: '${A:-${B}}'        | monitor has ${ without a name and } after it",
                "monitor: ['${M}']            | monitor needs the environment variable M, which is not set (there is N)",
                "monitor: '${MY_TOKEN}'       | variable MY_TOKEN, which is not set: set it, or write ${MY_TOKEN:-default}",
            })
    void ofTheRun(String line, String message) {
        assertMessage(Runs.LEAST + line, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "validation: {fraction: 2}           | data.validation.fraction must be in (0, 1), but was 2.0",
                "validation: {fraction: .1, every: 5} | data.validation.every cannot stand beside fraction: keep one",
                "validation: {every: 5, where: a}    | data.validation.where cannot stand beside every: keep one",
                "validation: {where: a, path: b}     | data.validation.path cannot stand beside where: keep one",
                "validation: {fractoin: .1}          | unknown key data.validation.fractoin: did you mean fraction?",
                "validation: {every: 1}              | data.validation.every must be at least 2, but was 1",
                "validation: {every: 5, remainder: 5} | data.validation.remainder must be in [0, 5), but was 5",
                "validation: {remainder: 5}          | data.validation.every is missing: write for example",
                "validation: {where: ''}             | data.validation.where must be a text, but was empty",
                "validation: {}                      | data.validation.path is missing: write for example path:",
                "test: {path: a, paths: b}           | data.test has path and paths: keep one of them",
                "test: []                            | data.test has no path in it",
                "weight: [a]                         | data.weight must be a text, but was a list",
                "features: []                        | data.features must be all, a list of columns, or {exclude: […]}",
                "features: {exclud: [a]}             | unknown key data.features.exclud: did you mean exclude?",
                "features: {exclude: {a: 1}}         | data.features.exclude must be a list, but was a map",
                "categorical: hash                   | data.categorical must be a map of settings, but was hash",
                "categorical: {encode: hot}          | data.categorical.encode must be one of one_hot, hash, index, but",
                "categorical: {buckets: 0}           | data.categorical.buckets must be at least 1, but was 0",
                "missing: median                     | data.missing must be one of fail, zero, mean, indicator, but",
                "scale: minmax                       | data.scale must be none, standard, min_max or {divide: 255}, but",
                "scale: {divide: 0}                  | data.scale.divide must be positive and finite, but was 0.0",
                "scale: {divide: x}                  | data.scale.divide must be a number, but was x",
                "columns: {a: number}                | data.columns.a must be a map of settings, but was number",
                "columns: {a: {type: vector}}        | data.columns.a.type must be one of number, text, but was vector",
                "columns: {a: {buckets: 0}}          | data.columns.a.buckets must be at least 1, but was 0",
                "columns: {a: {typ: text}}           | unknown key data.columns.a.typ: did you mean type?",
                "bad_rows: 3                         | data.bad_rows must be fail or {skip: 100}, but was 3",
                "bad_rows: {skip: -1}                | data.bad_rows must be at least 0, but was -1",
                "shuffle: 3                          | data.shuffle must be true or none, but was 3",
                "shuffle: none, test: {every: 5}     | data.shuffle: none takes rows as they come, and cannot cut a fraction",
                "validation: {fraction: 0.1}, shuffle: false | where (run.yaml:3)",
            })
    void ofTheData(String entry, String message) {
        assertMessage("loss: squared\noutput: x\ndata: {label: y, train: t.csv, " + entry + "}", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "label: y                         | data.train is missing: write for example train: data/train.csv",
                "train: a.csv                     | data.label is missing: write for example label: price",
                "train: a.csv, target: y          | unknown key data.target: write data.label",
                "train: a.csv, lable: y           | unknown key data.lable: did you mean label?",
                "path: a.csv, label: y            | unknown key data.path: write data.train",
                "train: rows, label: y            | data.train needs a format, since the name of rows does not say one:",
                "train: [a.csv, b.orc], label: y  | data.train needs a format",
                "train: {}, label: y              | data.train.path is missing",
                "train: {path: []}, label: y      | data.train.path has no path in it",
                "train: {path: a, format: cvs}    | unknown format cvs: did you mean csv?",
                "train: {format: csv}, label: y   | data.train: path must be given for csv",
                "train: {format: synthetic, path: a} | data.train.path must be left out for synthetic",
                "train: {path: a.csv, labels: b}  | data.train.labels must be as many files as path has for idx",
                "train: {path: a-idx3-ubyte.gz}   | data.train.labels is missing: write for example",
                "train: {path: a.csv, options: {password: [x]}} | data.train.options.password must be a text, but was a",
                "train: {path: a.csv, options: 5} | data.train.options must be a map of settings, but was 5",
                "train: a.csv, label: {values: [a, b]} | data.label.column is missing",
                "train: a.csv, label: {column: y, values: [a]} | data.label.values must be two or more",
                "train: a.csv, label: {column: y, values: [a, [b, a]]} | data.label.values must be different, but was a",
                "train: a.csv, label: {column: y, values: [a, []]} | values must be spelled in at least one way each",
                "train: a.csv, label: {column: y, scale: min_max} | data.label.scale must be none or standard, but was",
                "train: a.csv, label: {column: y, scale: standard} | data.label.scale is for numbers, but loss logistic",
                "train: a.svm, label: {values: [a, b, c]} | loss logistic is for 2 classes, but the label has 3 classes",
            })
    void ofSourcesAndLabels(String data, String message) {
        assertMessage("loss: logistic\noutput: x\ndata: {" + data + "}", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mse                      | unknown loss mse: here it is called squared (run.yaml:2)",
                "{name: squared, delta: 1} | loss squared has no setting delta: it has none (run.yaml:2)",
                "{delta: 1}               | loss.name is missing: write for example name: … (run.yaml:2)",
                "{name: huber, delta: -1} | loss.delta must be positive and finite, but was -1.0 (run.yaml:2)",
                "{name: squared, class_weights: balanced} | class_weights are for classes, but the label is a number: leave",
                "{name: logistic, class_weights: balancd} | class_weights must be balanced, a list of numbers or a map",
                "{name: logistic, class_weights: balancd} | but was balancd (run.yaml:2)",
                "{name: logistic, class_weights: 3}       | from class to number, but was 3 (run.yaml:2)",
                "{name: logistic, class_weights: [1, -2]} | the weight of class number 2 must be positive and finite, but",
                "{name: logistic, class_weights: [.nan, 1]} | positive and finite, but was NaN (run.yaml:2)",
                "{name: logistic, class_weights: [1]}     | class_weights must be 2 numbers, one for each of the classes, but",
                "{name: cross_entropy, class_weights: [x]} | positive and finite, but was x (run.yaml:2)",
                "{name: cross_entropy, class_weights: {¶a: 1,¶b: 0}} | of class b must be positive and finite, but was 0 (run.yaml:4)",
                "{name: squared, l2: -1}  | loss.l2 must be at least 0 and finite, but was -1.0 (run.yaml:2)",
                "{name: squared,¶l1: .nan} | loss.l1 must be at least 0 and finite, but was NaN (run.yaml:3)",
                "{name: squared, l1: much} | loss.l1 must be a number, but was much (run.yaml:2)",
                "[huber]                  | loss must be a map of settings, but was a list (run.yaml:2)",
            })
    void ofTheLoss(String loss, String message) {
        assertMessage(Runs.LEAST.replace("squared", loss.replace('¶', '\n')), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trainer.epoch=3  | unknown key trainer.epoch: write trainer.epochs (--set trainer.epoch)",
                "trainer.epochs=x | trainer.epochs must be a whole number, but was x (--set trainer.epochs)",
                "trainer.epochs=  | trainer.epochs has no value (--set trainer.epochs)",
                "trainer.epochs   | --set trainer.epochs: write --set key=value, for example --set trainer.epochs=5",
                "=x               | --set =x: write --set key=value",
                "a..b=x           | a..b has an empty part: write --set key=value (--set a..b)",
                "trainer=[}       | not readable as YAML: expected the node content, but found '}' (--set trainer)",
                "metrics.0=x      | metrics is a list: set it whole, metrics=[…] (--set metrics.0)",
            })
    void ofOverrides(String override, String message) {
        assertThatThrownBy(() -> Runs.read(Runs.LEAST + "metrics: [rmse]", override))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                  | there is nothing in it (run.yaml:1)",
                "`# a comment`       | there is nothing in it (run.yaml:1)",
                "[1]                 | a run is a map of settings such as data, loss and output (run.yaml:1)",
                "7                   | a run is a map of settings such as data, loss and output (run.yaml:1)",
                "{data: 1}¶---¶{a: b} | a second document starts here: a run has one (run.yaml:2)",
                "a: {b: 1¶c: ]       | not readable as YAML: expected ',' or '}', but got : (run.yaml:2)",
                "a: b\u0001b         | not readable as YAML: special characters are not allowed (run.yaml:1)",
                "loss: a¶loss: b     | key loss stands here twice: keep one (run.yaml:2)",
                "a: !!map {}         | tags such as tag:yaml.org,2002:map are not allowed: remove it (run.yaml:1)",
                "a: !x b             | tags such as !x are not allowed: remove it (run.yaml:1)",
                "a: *x               | there is no &x before *x (run.yaml:1)",
                "a: &x [*x]          | there is no &x before *x (run.yaml:1)",
                "[a]: b              | a key must be a text, not a list or a map (run.yaml:1)",
                "output: x           | loss is missing: write for example loss: squared (run.yaml:1)",
                "criterion: mse      | unknown key criterion: write loss (run.yaml:1)",
            })
    void ofTheFile(String text, String message) {
        String yaml = text.replace('¶', '\n');
        if (message.startsWith("loss is missing")) {
            yaml += "\ndata: {train: a.csv, label: y}";
        }
        assertMessage(yaml, message);
    }

    @Test
    void aRateInTwoPlacesIsAnsweredWithWhatToWrite() {
        assertMessage(
                Runs.LEAST + """
                        optimizer: {name: sgd, learning_rate: 0.5}
                        schedule: {name: exponential, decay_rate: 0.9, decay_steps: 2 epochs}
                        """,
                "optimizer.learning_rate and schedule both say the rate: leave out the first and write schedule:"
                        + " {name: exponential, learning_rate: 0.5, decay_rate: 0.9, decay_steps: 2 epochs} (run.yaml:4)");
    }

    @Test
    void lbfgsTakesNoScheduleAndNoBatchesAndNoCorners() {
        String lbfgs = Runs.LEAST + "optimizer: lbfgs\n";
        assertMessage(
                lbfgs + "schedule: {name: constant, learning_rate: 1}",
                "schedule is not for optimizer lbfgs, whose line search chooses every step: leave it out (run.yaml:5)");
        assertMessage(
                lbfgs + "trainer: {epochs: 5,\n  batch_size: 64}",
                "trainer.batch_size is not for optimizer lbfgs, which takes all rows at every step: leave it out (run.yaml:6)");
        assertMessage(
                lbfgs + "trainer: {compression: bf16}",
                "trainer.compression: bf16 is not for optimizer lbfgs, which learns from small differences between gradients:"
                        + " leave it out, or take another optimizer (run.yaml:5)");
        assertMessage(
                lbfgs.replace("squared", "{name: squared, l1: 0.1}"),
                "loss.l1 has no derivative at 0, and optimizer lbfgs needs one: write l2, or take another optimizer"
                        + " (run.yaml:2)");
    }

    @Test
    void valuesForClassesAndScalesForNumbersNeedTheirLoss() {
        assertMessage(
                "{data: {train: a.csv, label: {column: y, values: [a, b]}}, loss: squared, output: x}",
                "data.label.values are for classes, but loss squared predicts numbers: leave them out");
        assertMessage(
                "{data: {train: a.csv, label: {column: y, scale: standard}}, loss: poisson, output: x}",
                "data.label.scale is for numbers, but loss poisson predicts counts: leave it out");
    }

    @Test
    void classWeightsNameClasses() {
        String yaml = """
                data: {train: a.csv, label: {column: y, values: [a, [b, c]]}}
                output: x
                loss: {name: cross_entropy, class_weights: %s}
                """;
        assertMessage(yaml.formatted("{c: 2}"), "class_weights: there is no class c: did you mean a? (run.yaml:3)");
        assertMessage(yaml.formatted("[1, 2, 3]"), "must be 2 numbers, one for each of the classes a, b, but were 3");
        assertMessage(
                "{data: {train: {format: synthetic, rows: 9}}, loss: {name: logistic, class_weights: balanced}, output: x}",
                "class_weights: balanced needs rows that are read, not made: give a list (run.yaml:1)");
    }

    @Test
    void metricsOfOneNameAreRefused() {
        String yaml = Runs.CLASSES + "metrics:\n- %s\n- %s\n";
        assertMessage(yaml.formatted("accuracy", "accuracy"), "metrics has accuracy twice: keep one (run.yaml:6)");
        assertMessage(yaml.formatted("top_k", "{name: top_k, k: 5}"), "metrics has top_5 twice: keep one (run.yaml:6)");
        assertMessage(
                yaml.formatted("top_k", "f1") + "monitor: val_top_k",
                "monitor val_top_k is not measured: add it to metrics, or write one of loss, val_loss, val_top_5, val_f1");
    }

    @Test
    void outputIsRequired() {
        assertMessage(
                Runs.LEAST.replace("output: runs/first", ""),
                "output is missing: write for example output: runs/first");
        assertMessage(Runs.LEAST.replace("runs/first", "' '"), "output must be a text, but was empty (run.yaml:3)");
    }

    @Test
    void refusesBombs() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [%s]%n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }
        assertMessage(bomb.toString(), "more than 100000 values (run.yaml:5)");
        assertMessage("a: " + "[".repeat(50_000), "nested more than 32 levels deep (run.yaml:1)");
        assertMessage(
                "a: " + "x".repeat(3 << 20), "not readable as YAML: The incoming YAML document exceeds the limit");
        StringBuilder chain = new StringBuilder("a0: &a0 {x: y}\n");
        for (int i = 1; i < 40; i++) {
            chain.append("a%d: &a%d {x: *a%d}%n".formatted(i, i, i - 1));
        }
        assertMessage(chain.toString(), "nested more than 32 levels deep (run.yaml:31)");
    }

    private static void assertMessage(String yaml, String message) {
        assertThatThrownBy(() -> Runs.read(yaml, ENVIRONMENT))
                .isInstanceOf(ConfigException.class)
                .message()
                .doesNotContain("\n")
                .contains(message);
    }
}
