package dev.lockstep.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;

/** A shell that waits for commands: a signal goes out at once, and not only when a process for it has started. */
final class SignalShell implements AutoCloseable {
    private final Process shell;
    private final Writer commands;
    private final BufferedReader answers;

    private SignalShell(Process shell) {
        this.shell = shell;
        this.commands = shell.outputWriter();
        this.answers = shell.inputReader();
    }

    static SignalShell start() throws IOException {
        return new SignalShell(
                new ProcessBuilder("bash").redirectError(Redirect.DISCARD).start());
    }

    /** Sends a signal to a process, if it lives. */
    void send(String signal, long pid) throws IOException {
        commands.write("kill " + signal + " " + pid + "; echo sent\n");
        commands.flush();
        if (answers.readLine() == null) {
            throw new IOException("the shell has ended");
        }
    }

    @Override
    public void close() {
        shell.destroy();
    }
}
