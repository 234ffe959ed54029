package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs commands in this process and hears what they say. */
final class Shell {
    private Shell() {}

    /** What a command said, and the code that it ended with. */
    record Said(int exitCode, String out, String err) {
        /** It ended with this code, and said so in one line that has all of these in it. */
        void failsWith(int expected, String... parts) {
            assertThat(err).contains(parts);
            assertThat(err.lines()).hasSize(1);
            assertThat(err).startsWith("lockstep: ");
            assertThat(exitCode).isEqualTo(expected);
        }

        /** It ended well. */
        Said isDone() {
            assertThat(err).isEmpty();
            assertThat(exitCode).isZero();
            return this;
        }
    }

    static Said run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                false);
        int exitCode = Lockstep.run(terminal, arguments);
        return new Said(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
