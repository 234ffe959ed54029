package dev.lockstep.cli;

import java.util.Arrays;
import java.util.List;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code lockstep train run.yaml}. */
@Command(
        name = "lockstep",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Trains models on Apache Spark: every step, everywhere, the same weights.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {HelpCommand.class, GenerateCompletion.class},
        footer = {
            "",
            "Begin with:",
            "  lockstep train examples/quickstart.yaml",
            "  lockstep train run.yaml --set trainer.epochs=20 --set output=runs/second",
            "  lockstep evaluate runs/second --data new.csv",
            "  lockstep predict runs/second --data new.csv --output predictions",
            "",
            "Exit codes: 0 done, 1 unexpected failure, 2 configuration, 3 data,",
            "4 checkpoint refused, 5 diverged, 6 out of memory or disk, or something",
            "missing on this machine, 7 cluster lost, 8 superseded by another attempt,",
            "130 and 143 stopped by Ctrl-C and SIGTERM."
        })
public final class Lockstep implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Lockstep() {}

    public static void main(String[] args) {
        int exitCode = run(Terminal.system(), args);
        if (SparkOptions.isDriverInCluster()) {
            // On YARN, System.exit before the application master knows the outcome makes it run the job again.
            if (exitCode != ExitCode.DONE) {
                throw new IllegalStateException("lockstep ended with exit code " + exitCode);
            }
            return;
        }
        System.exit(exitCode);
    }

    /** Runs a command and returns its exit code. */
    static int run(Terminal terminal, String... args) {
        boolean verbose = Arrays.asList(args).contains(Common.VERBOSE);
        try {
            return commands(terminal)
                    .setExecutionExceptionHandler((e, command, parsed) -> tell(e, verbose, terminal))
                    .setParameterExceptionHandler((e, arguments) -> wrongUsage(e, terminal))
                    .execute(args);
        } catch (Error e) { // picocli passes on what is no Exception: OutOfMemoryError, NoClassDefFoundError
            return tell(e, verbose, terminal);
        }
    }

    static CommandLine commands(Terminal terminal) {
        CommandLine commands = new CommandLine(new Lockstep());
        for (Object command : List.of(
                new Train(terminal),
                new Evaluate(terminal),
                new Predict(terminal),
                new Compare(terminal),
                new FindLr(terminal),
                new Schedules(terminal),
                new Summary(terminal),
                new Report(terminal),
                new Doctor(terminal))) {
            CommandLine line = new CommandLine(command);
            line.addMixin("common", new Common());
            commands.addSubcommand(line);
        }
        commands.setOut(new java.io.PrintWriter(terminal.out(), true, java.nio.charset.StandardCharsets.UTF_8));
        commands.setErr(new java.io.PrintWriter(terminal.err(), true, java.nio.charset.StandardCharsets.UTF_8));
        commands.setUsageHelpLongOptionsMaxWidth(24);
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        return commands;
    }

    private static int tell(Throwable thrown, boolean verbose, Terminal terminal) {
        Failure failure = Failure.of(thrown);
        terminal.err().println("lockstep: " + failure.line());
        if (verbose) {
            thrown.printStackTrace(terminal.err());
        }
        return failure.exitCode();
    }

    private static int wrongUsage(ParameterException e, Terminal terminal) {
        CommandLine command = e.getCommandLine();
        List<String> near = e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String hint = near.isEmpty() ? "" : "; did you mean " + near.get(0) + "?";
        String message = String.valueOf(e.getMessage()).replace('\n', ' ');
        terminal.err()
                .println("lockstep: " + message + hint + " (see "
                        + command.getCommandSpec().qualifiedName() + " --help)");
        return ExitCode.CONFIG;
    }

    /** Without a command: the help. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
