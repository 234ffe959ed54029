package dev.lockstep.cli;

import dev.lockstep.spark.AllowedChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** What to do about a run that is in the output folder already. */
final class ResumeOptions {
    /** When to go on with it. */
    enum Mode {
        /** If there is one. */
        AUTO,
        /** It is an error if there is none. */
        MUST,
        /** It is an error if there is one. */
        NEVER;

        /** As help writes it, for the completion of words. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--resume",
            paramLabel = "WHEN",
            description =
                    "Go on with the run in the output folder: auto (if there is one), must or never. Default: auto.")
    private Mode mode = Mode.AUTO;

    @Option(
            names = "--allow-changed",
            paramLabel = "KEY",
            split = ",",
            description =
                    "Go on although this key of the file has changed, or those below it: schedule.learning_rate,trainer.epochs.")
    private List<String> allowed = new ArrayList<>();

    @Option(
            names = "--take-over",
            description =
                    "Go on although another process on this machine is at the run; that one ends at its next checkpoint.")
    private boolean takeOver;

    Mode mode() {
        return mode;
    }

    AllowedChanges allowed() {
        Set<String> keys = new TreeSet<>();
        allowed.forEach(key -> keys.add(key.strip()));
        return new AllowedChanges(keys);
    }

    boolean takeOver() {
        return takeOver;
    }
}
