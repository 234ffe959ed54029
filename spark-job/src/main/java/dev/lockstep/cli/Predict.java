package dev.lockstep.cli;

import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.spark.HadoopFolder;
import dev.lockstep.spark.PredictionJob;
import dev.lockstep.spark.PredictionWriter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
            "Rows keep their order: read the part files by name."
        })
final class Predict implements Callable<Integer> {
    private static final List<String> WRITTEN = List.of("csv", "parquet", "json");

    private final Terminal terminal;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(names = "--output", required = true, paramLabel = "FOLDER", description = "Where to write; must not exist.")
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
            TrainedModel trained = HadoopFolder.loadModel(model.model(), hadoop);
            var source = model.source(trained.saved().reading());
            PredictionWriter writer =
                    PredictionWriter.to(output, format(source.format()), overwrite, inputs(source), hadoop);
            try (SparkOptions.Session session = SparkOptions.start(conf)) {
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
        // The path of a table is a name in a catalogue.
        return source.format().equals("table")
                ? List.of()
                : Stream.concat(source.paths().stream(), source.labels().stream())
                        .toList();
    }

    private String format(String input) {
        String format = outputFormat.orElse(WRITTEN.contains(input) ? input : "parquet");
        if (!WRITTEN.contains(format)) {
            throw new ConfigException(
                    "--output-format " + format + ": " + dev.lockstep.numeric.Names.hint(format, WRITTEN));
        }
        return format;
    }
}
