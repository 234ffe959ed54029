package dev.lockstep.cli;

import picocli.CommandLine.Option;

/** Options of every command. */
@SuppressWarnings("UnusedVariable") // Picocli sets these fields and acts on them
final class Common {
    static final String VERBOSE = "--verbose";

    @Option(names = VERBOSE, description = "Show the stack trace of an error.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;
}
