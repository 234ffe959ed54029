package dev.lockstep.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.checkpoint.Checkpoint;
import dev.lockstep.checkpoint.CheckpointException;
import dev.lockstep.checkpoint.CheckpointFiles;
import dev.lockstep.checkpoint.CheckpointStore;
import dev.lockstep.checkpoint.FormatException;
import dev.lockstep.checkpoint.RunFacts;
import dev.lockstep.checkpoint.SavedModel;
import dev.lockstep.data.Target;
import dev.lockstep.numeric.Named;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.schedule.PlateauState;
import dev.lockstep.train.BestSoFar;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.IntervalSums;
import dev.lockstep.train.Snapshot;
import dev.lockstep.train.Standing;
import dev.lockstep.train.Step;
import dev.lockstep.train.StepReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Checkpoints that somebody has changed who knows how to seal them: the hashes are right, and what they say is not. */
final class HostileCheckpointTest {
    private static final String SEAL = ",\n  \"sha256\" : \"";

    @Test
    void damagedManifestsAreRefused() throws IOException {
        Files files = Files.saved();
        String body = body(files.get("MANIFEST.json"));
        Mutants mutants = new Mutants(
                8,
                List.of(bytes(body)),
                "{}",
                "[]",
                "null",
                "\"format\" : \"1.0\",",
                "\"required_features\" : [ \"a\" ],",
                "../",
                "\"name\" : \"weights.safetensors\",",
                "\"step\" : 9223372036854775808,",
                "[[[[[[[[");

        int refused = Hostile.refusedBy(
                "MANIFEST.json",
                file -> read(files.with("MANIFEST.json", sealed(file))),
                mutants,
                Hostile.files(),
                CheckpointException.class);

        assertThat(refused).isGreaterThan(Hostile.files() / 2);
    }

    @Test
    void damagedStatesAreRefused() throws IOException {
        Files files = Files.saved();
        byte[] state = files.get("state.json");
        String body = body(files.get("MANIFEST.json"));
        Mutants mutants = new Mutants(
                9,
                List.of(state),
                "{}",
                "[]",
                "null",
                "true",
                "\"NaN\"",
                "\"step\" : 2,",
                "\"history\" : [ ],",
                "\"slots\" : { },",
                "\"config\" : \"\",",
                "[[[[[[[[");

        int refused = Hostile.refusedBy(
                "state.json",
                file -> {
                    String changed = body.replace(sha256(state), sha256(file))
                            .replace("\"length\" : " + state.length + ",", "\"length\" : " + file.length + ",");
                    read(files.with("state.json", file).with("MANIFEST.json", sealed(bytes(changed))));
                },
                mutants,
                Hostile.files(),
                CheckpointException.class);

        assertThat(refused).isGreaterThan(Hostile.files() / 2);
    }

    /** A format that is not known is another refusal. */
    private static void read(Files files) throws IOException {
        try {
            store(files).newest();
        } catch (FormatException e) {
            throw new CheckpointException("MANIFEST.json", "a format that is known", String.valueOf(e.getMessage()));
        }
    }

    private static CheckpointStore store(Files files) {
        return new CheckpointStore(files, 2, () -> "0000000a", warning -> {});
    }

    private static Checkpoint checkpoint() {
        EpochReport report =
                new EpochReport(1, 5, 0.5, 0.1, Optional.empty(), 1, 1e6, 2, 3, 4, 5, true, OptionalDouble.of(0.9));
        Standing standing = new Standing(
                6,
                5,
                1,
                Map.of("product", 0.1),
                new PlateauState(0.25, OptionalDouble.of(-0.0), 2, 1),
                new BestSoFar(OptionalDouble.of(0.5), Optional.of(report), 3),
                new IntervalSums(0.1, 2, 3, 4, 5, 6, 7, 8, 9),
                Optional.of(new StepReport(Step.of(6, 7), Double.NaN, 0.5, 2, 9, 1.5, OptionalDouble.empty())));
        ParameterLayout layout = ParameterLayout.of(List.of(new Parameter("weight", List.of(2, 3), true, true)));
        float[] weights = {1, -2, 3, 0.5f, -0f, 7};
        Snapshot snapshot = new Snapshot(standing, layout, weights, Map.of("m", weights.clone()), weights.clone());
        SavedModel model = new SavedModel(
                new Named("linear", Map.of("bias", true)),
                Named.of("squared"),
                6,
                Target.number(),
                Optional.empty(),
                new SavedModel.Reading("csv", Map.of()),
                Map.of("lockstep", "0.1.0"));
        RunFacts facts =
                new RunFacts("trainer:\n  epochs: 3\n", Map.of("data.train", "3 files"), 4, Map.of("java", "17"));
        return new Checkpoint(snapshot, List.of(report), facts, model);
    }

    private static String body(byte[] manifest) {
        String text = new String(manifest, StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf(SEAL));
    }

    private static byte[] sealed(byte[] body) {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        sealed.writeBytes(body);
        sealed.writeBytes(bytes(SEAL + sha256(body) + "\"\n}\n"));
        return sealed.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A folder in memory, with one checkpoint. */
    private record Files(Map<String, byte[]> files) implements CheckpointFiles {
        static Files saved() throws IOException {
            Files files = new Files(new TreeMap<>());
            CheckpointStore store = store(files);
            store.begin(true);
            store.save(checkpoint());
            assertThat(store(files).newest()).contains(checkpoint());
            return files;
        }

        byte[] get(String name) {
            return Optional.ofNullable(files.get(path(name))).orElseThrow();
        }

        Files with(String name, byte[] file) {
            Map<String, byte[]> changed = new TreeMap<>(files);
            changed.put(path(name), file);
            return new Files(changed);
        }

        private String path(String name) {
            return files.keySet().stream()
                    .filter(path -> path.endsWith("/" + name))
                    .findFirst()
                    .orElseThrow();
        }

        private byte[] found(String path) throws IOException {
            byte[] file = files.get(path);
            if (file == null) {
                throw new FileNotFoundException(path);
            }
            return file;
        }

        @Override
        public InputStream open(String path) throws IOException {
            return new ByteArrayInputStream(found(path));
        }

        @Override
        public OutputStream create(String path) {
            return new ByteArrayOutputStream() {
                @Override
                public void close() {
                    files.put(path, toByteArray());
                }
            };
        }

        @Override
        public long length(String path) throws IOException {
            return found(path).length;
        }

        @Override
        public List<String> list(String folder) {
            String prefix = folder.isEmpty() ? "" : folder + "/";
            TreeSet<String> names = new TreeSet<>();
            for (String path : files.keySet()) {
                if (path.startsWith(prefix)) {
                    names.add(path.substring(prefix.length()).split("/", -1)[0]);
                }
            }
            return List.copyOf(names);
        }

        @Override
        public boolean renames() {
            return true;
        }

        @Override
        public void rename(String from, String to) throws IOException {
            files.put(to, found(from));
            files.remove(from);
        }

        @Override
        public void delete(String path) {
            files.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
        }
    }
}
