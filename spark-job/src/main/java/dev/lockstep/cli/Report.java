package dev.lockstep.cli;

import dev.lockstep.config.ConfigException;
import dev.lockstep.report.Reports;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the page of a run anew, or one page that compares several. */
@Command(
        name = "report",
        description = "Makes report.html of a run anew, or one page that compares several runs.",
        footer = {
            "",
            "Examples:",
            "  lockstep report runs/first",
            "  lockstep report runs/* --output comparison.html",
            "  lockstep report 'hdfs://host/runs/*' --output comparison.html --overwrite",
            "",
            "A run may be under way: the page shows it up to its last evaluation."
        })
final class Report implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "FOLDER",
            arity = "1..*",
            description = "Output folders of runs. A quoted glob names the runs among its matches.")
    private List<String> folders = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where the page belongs. Default, for one run: its report.html, which is replaced.")
    private Optional<String> output = Optional.empty();

    @Option(names = "--overwrite", description = "Replace the file that --output names.")
    private boolean overwrite;

    @Mixin
    private SparkOptions spark = new SparkOptions();

    Report(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (folders.size() > 1 && output.isEmpty()) {
            throw new ConfigException("several runs need a place for their page: add --output comparison.html");
        }
        return SparkRun.run(spark, (conf, log) -> {
            Reports reports = new Reports(SparkOptions.hadoop(conf));
            terminal.out()
                    .println(
                            output.isPresent()
                                    ? reports.write(folders, output.get(), overwrite)
                                    : reports.write(folders.get(0)));
            return ExitCode.DONE;
        });
    }
}
