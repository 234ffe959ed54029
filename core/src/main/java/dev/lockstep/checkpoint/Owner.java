package dev.lockstep.checkpoint;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that makes an attempt at a run.
 *
 * @param host its machine
 * @param pid its number there
 * @param started when it was, as its machine says; empty where that does not tell
 */
public record Owner(String host, long pid, String started) {
    /** This process. */
    public static Owner current() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(hostName(), self.pid(), startOf(self));
    }

    /** Whether it is another process of this machine, which still runs. Of other machines, nobody knows. */
    public boolean isRunningBeside(Owner other) {
        return host.equals(other.host)
                && pid != other.pid
                && ProcessHandle.of(pid)
                        .filter(ProcessHandle::isAlive)
                        .map(Owner::startOf)
                        .filter(started::equals)
                        .isPresent();
    }

    private static String startOf(ProcessHandle process) {
        Optional<Instant> start = process.info().startInstant();
        return start.map(Instant::toString).orElse("");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Override
    public String toString() {
        return "process " + pid + " on " + host;
    }
}
