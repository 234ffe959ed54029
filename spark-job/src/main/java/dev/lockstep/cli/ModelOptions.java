package dev.lockstep.cli;

import dev.lockstep.checkpoint.SavedModel;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.Formats;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.spark.EvaluationJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model, on which rows. */
final class ModelOptions {
    @Parameters(paramLabel = "MODEL", description = "The output folder of a run, or the model folder in it.")
    private String model = "";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "PATH",
            description = "Files, folders or globs with rows. May be given several times.")
    private List<String> data = new ArrayList<>();

    @Option(names = "--labels", paramLabel = "PATH", description = "For idx: the label files, as many as --data.")
    private List<String> labels = new ArrayList<>();

    @Option(
            names = "--format",
            description = "libsvm, csv, tsv, parquet, orc, json, idx, table, or another that Spark reads."
                    + " Default: as the file's name says, or as in training.")
    private Optional<String> format = Optional.empty();

    @Option(
            names = "--option",
            paramLabel = "KEY=VALUE",
            description = "An option of Spark's reader, over those of training. May be given several times.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--order-by",
            paramLabel = "COLUMN",
            split = ",",
            description = "The columns that order the rows of a table.")
    private List<String> orderBy = new ArrayList<>();

    @Option(
            names = "--skip-bad-rows",
            paramLabel = "N",
            description = "How many rows may be skipped because they cannot be used. Default: none.")
    private long badRows;

    @Option(
            names = "--trusted",
            description = "The model may be a program (TorchScript), which is then run, here and on the executors.")
    private boolean trusted;

    boolean trusted() {
        return trusted;
    }

    String model() {
        return model;
    }

    /** The rows with their labels, read as those of training were, unless the command line says otherwise. */
    SourceConfig labelled(SavedModel.Reading trained) {
        SourceConfig source = source(trained);
        if (source.format().equals(Formats.IDX) && labels.isEmpty()) {
            throw new ConfigException(
                    "--data " + String.join(" ", data) + " is idx: give the label files with --labels");
        }
        return source;
    }

    /** The same, where nobody asks for labels. */
    SourceConfig source(SavedModel.Reading trained) {
        String read = format.or(() -> Formats.infer(data)).orElse(trained.format());
        Map<String, String> all = new LinkedHashMap<>(read.equals(trained.format()) ? trained.options() : Map.of());
        all.putAll(options);
        if (read.equals(Formats.SYNTHETIC)) {
            throw new ConfigException("--data " + String.join(" ", data) + ": add its --format");
        }
        return ConfigException.naming(
                "--data " + String.join(" ", data), () -> new SourceConfig(data, read, labels, all, Map.of()));
    }

    EvaluationJob.Reading reading() {
        if (badRows < 0) {
            throw new ConfigException("--skip-bad-rows must be at least 0, but was " + badRows);
        }
        return new EvaluationJob.Reading(badRows, orderBy);
    }
}
