package dev.lockstep.config;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What Keras, PyTorch, scikit-learn and Spark ML call the things that a run's YAML has, and our keys in a wrong place. */
final class ForeignNames {
    private static final Map<String, String> PATHS = paths();

    private ForeignNames() {}

    /** Where the thing of that name is in our YAML, with all keys above it. */
    static Optional<String> path(String name) {
        return Optional.ofNullable(PATHS.get(normal(name)));
    }

    /** {@code batchSize}, {@code batch-size} and {@code Batch_Size} are one name. */
    private static String normal(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> paths() {
        Map<String, List<String>> names = Map.ofEntries(
                Map.entry("data.train", List.of("train", "training", "train_data", "training_data", "path", "input")),
                Map.entry(
                        "data.validation",
                        List.of("validation", "valid", "val", "dev", "eval_set", "validation_data", "val_data")),
                Map.entry(
                        "data.validation.fraction",
                        List.of("validation_split", "val_split", "validation_fraction", "validation_size")),
                Map.entry("data.test", List.of("test", "testing", "test_data")),
                Map.entry("data.test.fraction", List.of("test_size", "test_split")),
                Map.entry(
                        "data.label",
                        List.of("label", "labels", "target", "y", "label_column", "label_col", "target_column")),
                Map.entry("data.weight", List.of("weight", "weights", "sample_weight", "weight_column", "weight_col")),
                Map.entry("data.features", List.of("features", "x", "inputs", "features_col", "feature_columns")),
                Map.entry("data.features.exclude", List.of("exclude", "drop", "ignore", "drop_columns")),
                Map.entry("data.categorical", List.of("categorical", "categorical_features", "cat_features")),
                Map.entry("data.missing", List.of("missing", "impute", "imputer", "fillna", "na")),
                Map.entry("data.scale", List.of("scale", "scaler", "scaling", "normalize", "standardize")),
                Map.entry("data.columns", List.of("columns", "dtypes")),
                Map.entry("data.bad_rows", List.of("bad_rows", "on_bad_lines", "error_bad_lines")),
                Map.entry("data.shuffle", List.of("shuffle")),
                Map.entry("data.order_by", List.of("order_by", "sort_by")),
                Map.entry(
                        "data.train.options",
                        List.of("options", "sep", "delimiter", "header", "null_value", "na_values", "encoding")),
                Map.entry("model.start_from", List.of("start_from", "pretrained", "init_checkpoint", "warm_start")),
                Map.entry("model.freeze", List.of("freeze", "frozen")),
                Map.entry("loss", List.of("criterion", "objective", "loss_fn", "loss_function")),
                Map.entry("loss.class_weights", List.of("class_weights", "class_weight", "pos_weight")),
                Map.entry("loss.l1", List.of("l1", "l1_regularization", "reg_alpha")),
                Map.entry(
                        "loss.l2",
                        List.of(
                                "l2",
                                "l2_regularization",
                                "kernel_regularizer",
                                "regularizer",
                                "reg_param",
                                "reg_lambda")),
                Map.entry("loss.label_smoothing", List.of("label_smoothing")),
                Map.entry("metrics", List.of("metric", "eval_metric", "scoring")),
                Map.entry("optimizer", List.of("opt", "optim", "solver", "updater")),
                Map.entry(
                        "optimizer.learning_rate",
                        List.of("learning_rate", "lr", "eta", "eta0", "learning_rate_init", "step_size")),
                Map.entry("schedule", List.of("scheduler", "lr_scheduler", "lr_schedule", "learning_rate_schedule")),
                Map.entry("plateau", List.of("plateau", "reduce_lr_on_plateau", "reduce_on_plateau", "lr_plateau")),
                Map.entry("plateau.factor", List.of("factor")),
                Map.entry("plateau.cooldown", List.of("cooldown")),
                Map.entry("plateau.min_learning_rate", List.of("min_learning_rate", "min_lr")),
                Map.entry("monitor", List.of("monitor", "monitored_metric", "best_metric")),
                Map.entry(
                        "trainer.epochs",
                        List.of(
                                "epochs",
                                "epoch",
                                "n_epochs",
                                "num_epochs",
                                "nb_epoch",
                                "max_epochs",
                                "max_iter",
                                "n_iter",
                                "iterations",
                                "num_iterations")),
                Map.entry(
                        "trainer.batch_size",
                        List.of("batch_size", "batch", "minibatch", "mini_batch_size", "global_batch_size", "bs")),
                Map.entry("trainer.seed", List.of("seed", "random_seed", "random_state", "rng")),
                Map.entry(
                        "trainer.shards",
                        List.of("shards", "num_shards", "num_workers", "workers", "partitions", "num_partitions")),
                Map.entry(
                        "trainer.evaluate_every",
                        List.of("evaluate_every", "eval_every", "validation_freq", "val_check_interval")),
                Map.entry("early_stopping.patience", List.of("patience", "n_iter_no_change", "early_stopping_rounds")),
                Map.entry("early_stopping.min_delta", List.of("min_delta", "tol")),
                Map.entry(
                        "checkpoint.every",
                        List.of(
                                "save_every",
                                "save_freq",
                                "save_steps",
                                "checkpoint_interval",
                                "checkpoint_every",
                                "every_n_epochs")),
                Map.entry(
                        "checkpoint.keep",
                        List.of("max_to_keep", "save_total_limit", "save_top_k", "keep_checkpoints")),
                Map.entry("output", List.of("out", "output_dir", "output_path", "log_dir", "save_dir")));
        Map<String, String> paths = new HashMap<>();
        names.forEach((path, foreign) -> foreign.forEach(name -> paths.put(normal(name), path)));
        return Map.copyOf(paths);
    }
}
