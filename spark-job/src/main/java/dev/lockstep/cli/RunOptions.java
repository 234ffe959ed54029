package dev.lockstep.cli;

import dev.lockstep.report.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands that train are told. */
final class RunOptions {
    @Parameters(paramLabel = "RUN.YAML", description = "What to train, on what, and how.")
    private Path file = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A key of the file to set, for example trainer.batch_size=512. May be given several times.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--overwrite", description = "Replace the run that is in the output folder.")
    private boolean overwrite;

    @Option(
            names = "--progress",
            paramLabel = "STYLE",
            description =
                    "live (one line that changes), plain (a line for each evaluation, or for each training that is"
                            + " compared) or none. Default: live on a terminal, plain elsewhere.")
    private Optional<Progress.Style> progress = Optional.empty();

    Path file() {
        return file;
    }

    /** {@code key=value} each. */
    List<String> overrides() {
        return overrides;
    }

    boolean overwrite() {
        return overwrite;
    }

    Progress.Style style(Terminal terminal) {
        return progress.orElse(terminal.live() ? Progress.Style.LIVE : Progress.Style.PLAIN);
    }
}
