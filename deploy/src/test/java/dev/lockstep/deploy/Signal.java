package dev.lockstep.deploy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Signals that Java has no word for. */
final class Signal {
    /** Stops a process where it is, until it is told to go on. */
    static final String STOP = "-STOP";

    static final String GO_ON = "-CONT";

    private Signal() {}

    static void send(String signal, ProcessHandle process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill " + signal + " " + process.pid() + " failed");
        }
    }
}
