package dev.lockstep.cli;

import java.io.Console;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/**
 * Where a command writes, and what it knows of its surroundings.
 *
 * @param live whether somebody watches {@code out}: not a file, nor a pipe
 */
record Terminal(PrintStream out, PrintStream err, Map<String, String> environment, boolean live) {
    Terminal {
        environment = Map.copyOf(environment);
    }

    /** That of this process. */
    static Terminal system() {
        return new Terminal(System.out, System.err, System.getenv(), isTerminal());
    }

    @SuppressWarnings(
            "SystemConsoleNull") // null tells on JDK 17 to 21; from JDK 22 on there is always a console, to be asked
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
