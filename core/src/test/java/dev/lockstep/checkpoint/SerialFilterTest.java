package dev.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Named;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SerialFilterTest {
    @TempDir
    private Path folder;

    @Test
    void aModelLoadsWhereNoJavaObjectMay() throws IOException, InterruptedException {
        SavedModel saved = new SavedModel(
                Named.of("linear"),
                Named.of("squared"),
                2,
                Target.number(),
                Optional.empty(),
                new SavedModel.Reading("csv", Map.of()),
                Map.of());
        new TrainedModel(saved, new float[] {1, 2, 3}).save(new LocalFolder(folder));

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.serialFilter=!*",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loader.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("refuses objects, loads [1.0, 2.0, 3.0]");
        assertThat(process.waitFor()).isZero();
    }

    /** Loads a model, and shows that the filter is on. */
    static final class Loader {
        private Loader() {}

        @SuppressWarnings("BanSerializableRead") // it is refused
        public static void main(String[] arguments) throws IOException, ClassNotFoundException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(List.of("a"));
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                in.readObject();
            } catch (InvalidClassException refused) {
                System.out.print("refuses objects, ");
            }
            float[] theta =
                    TrainedModel.load(new LocalFolder(Path.of(arguments[0]))).theta();
            System.out.println("loads [" + theta[0] + ", " + theta[1] + ", " + theta[2] + "]");
        }
    }
}
