package dev.lockstep.cli;

import dev.lockstep.config.ConfigException;
import java.nio.ByteBuffer;

/** What must be right on this machine. */
final class MachineChecks {
    private static final int OLDEST_JAVA = 17;
    private static final long MEBI = 1 << 20;
    /** Spark refuses to start with less. */
    private static final long LEAST_MEMORY = 450 * MEBI;

    private static final long LITTLE_MEMORY = 900 * MEBI;

    private MachineChecks() {}

    static Checkup.Found java() {
        int version = Runtime.version().feature();
        if (version < OLDEST_JAVA) {
            throw new ConfigException(
                    "this is Java " + version + "; set JAVA_HOME to a JDK " + OLDEST_JAVA + " or later");
        }
        return Checkup.Found.good(System.getProperty("java.version") + ", " + System.getProperty("java.vendor"));
    }

    static Checkup.Found memory() {
        long heap = Runtime.getRuntime().maxMemory();
        String found = heap / MEBI + " MB for this process";
        if (heap < LEAST_MEMORY) {
            throw new ConfigException(
                    found + ", and Spark wants " + LEAST_MEMORY / MEBI + " MB; raise it with --driver-memory 2g");
        }
        return heap < LITTLE_MEMORY
                ? Checkup.Found.doubtful(found + ": little; raise it with --driver-memory 2g")
                : Checkup.Found.good(found);
    }

    /** Spark's serializer reaches into the JDK's buffers. */
    static Checkup.Found flags() {
        if (!ByteBuffer.class.getModule().isOpen("java.nio", MachineChecks.class.getModule())) {
            throw new ConfigException("Spark may not reach into java.nio; start with bin/lockstep or spark-submit,"
                    + " or add --add-opens=java.base/java.nio=ALL-UNNAMED");
        }
        return Checkup.Found.good("Spark may reach into the JDK as it must");
    }
}
