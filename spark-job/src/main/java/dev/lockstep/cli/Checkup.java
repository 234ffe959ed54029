package dev.lockstep.cli;

import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Checks one after another, each told as soon as it is done. */
final class Checkup {
    private static final String LINE = "%-7s %-14s %s%n";

    private final PrintStream out;
    private int exitCode = ExitCode.DONE;

    Checkup(PrintStream out) {
        this.out = out;
    }

    /** What a check found, and what else it has to say where that is not quite right. */
    record Found(String what, boolean doubtful) {
        static Found good(String what) {
            return new Found(what, false);
        }

        static Found doubtful(String what) {
            return new Found(what, true);
        }
    }

    /** Runs a check. One that throws has failed, and its line tells the remedy. */
    Optional<Found> check(String name, Callable<Found> check) {
        try {
            Found found = check.call();
            out.printf(LINE, found.doubtful() ? "warning" : "ok", name, found.what());
            return Optional.of(found);
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            Failure failure = Failure.of(e);
            out.printf(LINE, "FAILED", name, failure.line());
            exitCode = exitCode == ExitCode.DONE ? failure.exitCode() : exitCode;
            return Optional.empty();
        }
    }

    /** Says that a check makes no sense after what failed before. */
    void skip(String name, String why) {
        out.printf(LINE, "skipped", name, why);
    }

    /** 0 if all is well, otherwise the code with which the first failure would have ended a run. */
    int exitCode() {
        return exitCode;
    }
}
