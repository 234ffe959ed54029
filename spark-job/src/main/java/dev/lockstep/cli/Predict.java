package dev.lockstep.cli;

import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.numeric.Names;
import dev.lockstep.spark.HadoopFolder;
import dev.lockstep.spark.PredictionFormat;
import dev.lockstep.spark.PredictionJob;
import dev.lockstep.spark.PredictionWriter;
import dev.lockstep.spark.TableFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Predicts for new rows. */
@Command(
        name = "predict",
        description = "Writes what a trained model says of new rows, which need no labels.",
        footer = {
            "",
            "Examples:",
            "  lockstep predict runs/first --data new.csv --output predictions",
            "  lockstep predict runs/first --data new.parquet --output predictions --output-format json",
            "",
            "The output has the columns of the input, prediction, and for classes probability_NAME for each.",
            "Rows keep their order: read the part files by name. CSV made of CSV is written",
            "with the options that it was read with (sep, encoding, ...), other CSV with",
            "commas. A folder that --overwrite may replace has _lockstep_predictions in it."
        })
final class Predict implements Callable<Integer> {
    private static final String TABLE = "table";

    private final Terminal terminal;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FOLDER",
            description = "Where to write: a new folder, or with --overwrite one of earlier predictions.")
    private String output = "";

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            description = "csv, parquet or json. Default: that of the input, or parquet.")
    private Optional<String> outputFormat = Optional.empty();

    @Option(
            names = "--overwrite",
            description = "Replace the predictions that are in the output folder, once the new ones are whole.")
    private boolean overwrite;

    @Mixin
    private SparkOptions spark = new SparkOptions();

    Predict(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        return SparkRun.run(spark, (conf, log) -> {
            var hadoop = SparkOptions.hadoop(conf);
            TrainedModel trained = HadoopFolder.loadModel(model.model(), model.trusted(), hadoop);
            var source = model.source(trained.saved().reading());
            PredictionFormat written = PredictionFormat.of(format(source.format()), source);
            PredictionWriter writer = PredictionWriter.to(output, written, overwrite, inputs(source), hadoop);
            try (SparkOptions.Session session = SparkOptions.start(conf)) {
                checkTables(source, writer, session.spark());
                new PredictionJob(trained, session.spark())
                        .run(
                                source,
                                model.reading(),
                                warning -> terminal.err().println("lockstep: " + warning),
                                writer::write);
            }
            terminal.out().println("predictions are in " + output);
            return ExitCode.DONE;
        });
    }

    private static List<String> inputs(SourceConfig source) {
        return source.format().equals(TABLE)
                ? List.of()
                : Stream.concat(source.paths().stream(), source.labels().stream())
                        .toList();
    }

    /** The path of a table is a name in a catalogue, which only Spark can ask. */
    private static void checkTables(SourceConfig source, PredictionWriter writer, SparkSession spark)
            throws IOException {
        if (source.format().equals(TABLE)) {
            for (String table : source.paths()) {
                writer.checkApart("table " + table, TableFiles.of(spark, table));
            }
        }
    }

    private String format(String input) {
        String format = outputFormat.orElse(PredictionFormat.NAMES.contains(input) ? input : "parquet");
        if (!PredictionFormat.NAMES.contains(format)) {
            throw new ConfigException("--output-format " + format + ": " + Names.hint(format, PredictionFormat.NAMES));
        }
        return format;
    }
}
