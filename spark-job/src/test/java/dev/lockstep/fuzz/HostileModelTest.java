package dev.lockstep.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.checkpoint.CheckpointException;
import dev.lockstep.checkpoint.ModelFolder;
import dev.lockstep.checkpoint.SavedModel;
import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.data.Target;
import dev.lockstep.numeric.Named;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HostileModelTest {
    private static final SavedModel SAVED = new SavedModel(
            new Named("linear", Map.of("bias", true)),
            new Named("logistic", Map.of("label_smoothing", 0.1)),
            4,
            Target.classes(List.of("no", "yes")),
            Optional.empty(),
            new SavedModel.Reading("csv", Map.of("sep", ";")),
            Map.of("lockstep", "0.1.0"));

    @Test
    void damagedWeightsAreRefused() throws IOException {
        Files files = Files.saved();
        Mutants mutants = new Mutants(
                1,
                List.of(files.get(TrainedModel.WEIGHTS)),
                "\"a\":",
                "{",
                "}",
                "[",
                "]",
                ",",
                "\"dtype\":\"F32\"",
                "\"BF16\"",
                "\"shape\":[]",
                "\"data_offsets\":[0,0]",
                "__metadata__",
                "\\u0000");

        int refused = Hostile.refusedBy(
                "model.safetensors",
                file -> TrainedModel.load(files.with(TrainedModel.WEIGHTS, file)),
                mutants,
                Hostile.files(),
                CheckpointException.class);

        assertThat(refused).isGreaterThan(Hostile.files() / 2);
    }

    @Test
    void damagedDescriptionsAreRefused() throws IOException {
        Files files = Files.saved();
        Mutants mutants = new Mutants(
                2,
                List.of(files.get(TrainedModel.DESCRIPTION)),
                "{}",
                "[]",
                "null",
                "true",
                "\"format\" : 1,",
                "\"preparation\" : {},",
                "\"classes\" : [ ],",
                "\"@class\" : \"java.lang.Thread\",",
                "[[[[[[[[",
                "\"width\" : 2147483647,");

        int refused = Hostile.refusedBy(
                "model.json",
                file -> {
                    TrainedModel model = TrainedModel.load(files.with(TrainedModel.DESCRIPTION, file));
                    Files again = new Files(new HashMap<>());
                    model.save(again);
                    assertThat(TrainedModel.load(again).saved()).isEqualTo(model.saved());
                },
                mutants,
                Hostile.files(),
                CheckpointException.class);

        assertThat(refused).isGreaterThan(Hostile.files() / 2);
    }

    /** A folder in memory. */
    private record Files(Map<String, byte[]> files) implements ModelFolder {
        static Files saved() throws IOException {
            Files folder = new Files(new HashMap<>());
            new TrainedModel(SAVED, new float[] {1, -2, 3, 0.5f, -0f}).save(folder);
            return folder;
        }

        byte[] get(String name) {
            return Optional.ofNullable(files.get(name)).orElseThrow();
        }

        Files with(String name, byte[] file) {
            Map<String, byte[]> changed = new HashMap<>(files);
            changed.put(name, file);
            return new Files(changed);
        }

        @Override
        public InputStream open(String name) {
            return new ByteArrayInputStream(get(name));
        }

        @Override
        public OutputStream create(String name) {
            return new ByteArrayOutputStream() {
                @Override
                public void close() {
                    files.put(name, toByteArray());
                }
            };
        }

        @Override
        public long length(String name) {
            return get(name).length;
        }
    }
}
