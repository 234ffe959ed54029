package dev.lockstep.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;

/**
 * Gives a reader thousands of damaged files, and sees that it answers each, within bounds of time and memory, or refuses it by an
 * exception of its own. {@code -Dlockstep.fuzz=1000000} makes a long run.
 */
public final class Hostile {
    private static final int FILES = Integer.getInteger("lockstep.fuzz", 20_000);
    private static final long MOST_NANOS = 1_000_000_000;
    private static final long MOST_BYTES = 16 << 20;
    /** Allocated, not held: a text is decoded, taken apart and copied. */
    private static final int BYTES_A_BYTE = 512;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Hostile() {}

    /** What reads a file. */
    @FunctionalInterface
    public interface Reader {
        /** Reads it, and does what its users do with what they read. */
        void read(byte[] file) throws Exception;
    }

    /**
     * Reads the mutants, one after the other, and prints how many.
     *
     * @param what they are, in a few words
     * @param count how many of them
     * @param refusal the only exception that is allowed
     * @return how many were refused
     * @throws AssertionError naming the first that had another end
     */
    public static int refusedBy(
            String what, Reader reader, Mutants mutants, int count, Class<? extends Exception> refusal) {
        int refused = 0;
        for (int number = 0; number < count; number++) {
            byte[] file = mutants.next();
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long nanos = THREADS.getCurrentThreadCpuTime();
            try {
                reader.read(file);
            } catch (Exception | StackOverflowError | OutOfMemoryError e) {
                if (!refusal.isInstance(e)) {
                    throw new AssertionError(describe(number, file), e);
                }
                requireOneLine(number, file, e);
                refused++;
            }
            requireBounds(
                    number,
                    file,
                    THREADS.getCurrentThreadCpuTime() - nanos,
                    THREADS.getCurrentThreadAllocatedBytes() - bytes);
        }
        System.out.println("chaos: fuzzed " + what + " " + count + "/" + count + " read or refused in words (" + refused
                + " refused)");
        return refused;
    }

    /** How many files a reader gets. */
    public static int files() {
        return FILES;
    }

    private static void requireOneLine(int number, byte[] file, Throwable refusal) {
        String message = refusal.getMessage();
        if (message == null || message.isBlank()) {
            throw new AssertionError(describe(number, file) + " was refused without a word", refusal);
        }
    }

    private static void requireBounds(int number, byte[] file, long nanos, long bytes) {
        if (nanos > MOST_NANOS || bytes > MOST_BYTES + (long) BYTES_A_BYTE * file.length) {
            throw new AssertionError(
                    describe(number, file) + " took " + nanos / 1_000_000 + " ms and " + bytes + " bytes of memory");
        }
    }

    private static String describe(int number, byte[] file) {
        return "file " + number + " of " + file.length + " bytes: "
                + HexFormat.of().formatHex(file);
    }
}
