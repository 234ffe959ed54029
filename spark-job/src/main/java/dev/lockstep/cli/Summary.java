package dev.lockstep.cli;

import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.report.ModelTable;
import dev.lockstep.spark.JobListener;
import dev.lockstep.spark.ModelProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the layers of a run's model. */
@Command(
        name = "summary",
        description =
                "Prints the layers of a run's model, their shapes and weights, what a row costs, and the memory that an"
                        + " executor needs. Rows are counted, but not trained on.",
        footer = {
            "",
            "Examples:",
            "  lockstep summary run.yaml",
            "  lockstep summary run.yaml --set trainer.batch_size=4096"
        })
final class Summary implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "RUN.YAML", description = "The run whose model to show.")
    private Path file = Path.of("");

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A key of the file to set, as for train.")
    private List<String> overrides = new ArrayList<>();

    @Mixin
    private SparkOptions spark = new SparkOptions();

    Summary(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig config = RunConfigs.read(file, terminal.environment(), overrides);
        return SparkRun.run(spark, (conf, log) -> {
            try (SparkOptions.Session session = SparkOptions.start(conf)) {
                ModelProbe probe = ModelProbe.of(session.spark(), config, new Warnings(terminal));
                ModelTable.lines(probe.model(), config.trainer().batchSize()).forEach(terminal.out()::println);
            }
            return ExitCode.DONE;
        });
    }

    /** Shows what is doubtful about the rows. */
    private record Warnings(Terminal terminal) implements JobListener {
        @Override
        public void warning(String line) {
            terminal.err().println("lockstep: " + line);
        }
    }
}
