package dev.lockstep.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program in a file of its own for a moment: libtorch reads and writes files only. */
final class ScriptFile {
    private ScriptFile() {}

    /** What is done with the file. */
    @FunctionalInterface
    interface Work<T> {
        T on(Path file) throws IOException;
    }

    static <T> T with(byte[] program, Work<T> work) {
        try {
            Path file = Files.createTempFile("lockstep", ".pt");
            try {
                Files.write(file, program);
                return work.on(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "a TorchScript file of " + program.length + " bytes does not fit into "
                            + System.getProperty("java.io.tmpdir") + ": " + e.getMessage(),
                    e);
        }
    }
}
