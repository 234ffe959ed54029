package dev.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.checkpoint.FaultyFiles.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged checkpoints are found out, and the one before is taken. */
final class CheckpointDamageTest {
    private static int damaged;
    private static int detected;

    private final FaultyFiles files = new FaultyFiles(Kind.LOCAL);
    private final List<String> warnings = new ArrayList<>();
    private String newest = "";

    private CheckpointStore store() {
        return new CheckpointStore(files, 3, Checkpoints.ids(), warnings::add);
    }

    @BeforeEach
    void twoCheckpoints() throws IOException {
        CheckpointStore store = store();
        store.begin(true);
        store.save(Checkpoints.of(1, 1));
        store.save(Checkpoints.of(2, 1));
        newest = files.list("").get(files.list("").size() - 1);
    }

    @AfterAll
    static void tell() {
        System.out.println("chaos: damaged checkpoints " + detected + "/" + damaged + " detected");
    }

    private void olderIsTaken(String where) throws IOException {
        damaged++;
        warnings.clear();
        assertThat(store().newest()).as(where).contains(Checkpoints.of(1, 1));
        assertThat(warnings).as(where).hasSize(1);
        assertThat(warnings.get(0)).contains(newest, "is damaged, taking the one before: ");
        detected++;
    }

    /** Changes a file of the newest checkpoint, and changes it back. */
    private void damaged(String path, UnaryOperator<byte[]> damage) throws IOException {
        byte[] whole = content(path);
        files.contents().put(path, damage.apply(whole.clone()));
        olderIsTaken(path);
        files.contents().put(path, whole);
    }

    private byte[] content(String path) {
        return Objects.requireNonNull(files.contents().get(path));
    }

    private List<String> paths() {
        return files.contents().keySet().stream()
                .filter(path -> path.startsWith(newest + "/"))
                .toList();
    }

    @Test
    void everyFlippedByteOfEveryFileIsDetected() throws IOException {
        assertThat(paths()).hasSize(6);
        for (String path : paths()) {
            for (int i = 0; i < content(path).length; i++) {
                int at = i;
                int bit = 1 << i % 8;
                damaged(path, bytes -> {
                    bytes[at] ^= (byte) bit;
                    return bytes;
                });
            }
        }
        assertThat(store().newest()).contains(Checkpoints.of(2, 1));
    }

    @Test
    void everyTruncatedOrLongerFileIsDetected() throws IOException {
        for (String path : paths()) {
            int length = content(path).length;
            for (int i = 0; i < length; i += Math.max(1, length / 64)) {
                int left = i;
                damaged(path, bytes -> Arrays.copyOf(bytes, left));
            }
            damaged(path, bytes -> Arrays.copyOf(bytes, length + 1));
        }
    }

    @Test
    void everyMissingFileIsDetectedAndWithoutItsManifestThereIsNoCheckpoint() throws IOException {
        for (String path : paths()) {
            byte[] whole = Objects.requireNonNull(files.contents().remove(path));
            if (path.endsWith(Manifest.FILE)) {
                warnings.clear();
                assertThat(store().newest()).contains(Checkpoints.of(1, 1));
                assertThat(warnings).isEmpty();
            } else {
                olderIsTaken(path);
            }
            files.contents().put(path, whole);
        }
    }

    @Test
    void filesOfTwoCheckpointsAreNoCheckpoint() throws IOException {
        for (String path : paths()) {
            String other = files.list("").get(1) + path.substring(newest.length());
            if (!Arrays.equals(content(other), content(path))) {
                damaged(path, bytes -> content(other));
            }
        }
    }

    @Test
    void whereAllAreDamagedNothingIsTaken() {
        files.contents().keySet().removeIf(path -> path.endsWith(CheckpointWriter.WEIGHTS));
        assertThatThrownBy(() -> store().newest())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(
                        "expected one that is whole, found 2 that are damaged",
                        "start afresh with --overwrite",
                        newest + "/weights.safetensors");
        assertThat(warnings).hasSize(2);
    }

    private void manifest(UnaryOperator<String> change) throws IOException {
        String path = newest + "/" + Manifest.FILE;
        String sealed = new String(content(path), StandardCharsets.UTF_8);
        String body = change.apply(sealed.substring(0, sealed.lastIndexOf(",\n  \"sha256\" : ")));
        String end = ",\n  \"sha256\" : \"" + Sha256.of(body.getBytes(StandardCharsets.UTF_8)) + "\"\n}\n";
        files.contents().put(path, (body + end).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../weights.safetensors",
                "/etc/passwd",
                "..",
                ".",
                "",
                "a/b",
                "a\\\\b",
                "a\\u0000b",
                "%2e%2e/a",
                ".hidden",
                "WEIGHTS",
                "~",
                "weights.safetensors "
            })
    void namesInAManifestCannotLeaveItsFolder(String name) throws IOException {
        manifest(body -> body.replace("\"weights.safetensors\"", "\"" + name + "\""));
        olderIsTaken(name);
        assertThat(warnings.get(0)).contains(Manifest.FILE);
    }

    @Test
    void aManifestWithoutAFileThatMustBeThereIsRefused() throws IOException {
        manifest(body -> body.replace("\"weights.safetensors\"", "\"other.safetensors\""));
        olderIsTaken("other");
        assertThat(warnings.get(0)).contains("expected a file weights.safetensors, found none");
    }

    @Test
    void aNewerFormatIsRefusedAndNotPassedOver() throws IOException {
        manifest(body -> body.replace("\"format\" : \"1.0\"", "\"format\" : \"2.0\""));
        assertThatThrownBy(() -> store().newest())
                .isInstanceOf(FormatException.class)
                .hasMessage(newest + "/MANIFEST.json is of format 2.0, and this program knows 1.0: go on with the"
                        + " Lockstep that wrote it");
        manifest(body -> body.replace("\"2.0\"", "\"1.7\"").replace("[ ]", "[ \"sparse\" ]"));
        assertThatThrownBy(() -> store().newest()).hasMessageContaining("format 1.7 with sparse");
        manifest(body -> body.replace("\"sparse\"", ""));
        assertThat(store().newest()).contains(Checkpoints.of(2, 1));
    }

    @Test
    void whatANewerProgramAddsIsHeldAgainstItsHashAndLetBe() throws IOException {
        byte[] more = {1, 2, 3};
        files.contents().put(newest + "/more.bin", more);
        manifest(body -> body.replace(
                "\"files\" : [ ",
                "\"files\" : [ {\"name\":\"more.bin\",\"length\":3,\"sha256\":\"" + Sha256.of(more) + "\"}, "));
        assertThat(store().newest()).contains(Checkpoints.of(2, 1));
        more[1] = 4;
        olderIsTaken("more.bin");
    }

    /** Replaces text in a file, with manifest and hashes as they should be. */
    private void rewritten(String file, String from, String to) throws IOException {
        String path = newest + "/" + file;
        byte[] before = content(path);
        String text = new String(before, StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        byte[] after = text.replace(from, to).getBytes(StandardCharsets.UTF_8);
        files.contents().put(path, after);
        manifest(body -> body.replace(Sha256.of(before), Sha256.of(after))
                .replace("\"length\" : " + before.length + ",", "\"length\" : " + after.length + ","));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"step\" : 2|\"step\" : \"2\"|step must be a whole number, but was \"2\"",
                "\"step\" : 2,\n  \"up|\"step\" : 3,\n  \"up|expected the state of step 2, found step 3",
                "\"updates\" : 1|\"updates\" : -1|updates must be at least 0",
                "\"updates\" : 1|\"updated\" : 1|updates is missing",
                "\"shards\" : 4|\"shards\" : 4000000000|shards must be a whole number below 2³¹",
                "\"multiplier\" : 0.25|\"multiplier\" : \"half\"|plateau.multiplier must be a number",
                "\"multiplier\" : 0.25|\"multiplier\" : 2.5|multiplier must be in [0, 1]",
                "\"history\" : [|\"history\" : 1, \"x\" : [|history must be a list",
                "\"best\" : true|\"best\" : 1|best must be true or false",
                "\"v\" : 7|\"v\" : 6|slot v of another length",
                "\"v\" : 7|\"w\" : 7|slot w of another length",
                "\"v\" : 7,|\"v2\" : 0,|slots of which its state does not say anything: [v]",
                "\"sums\" : {|\"sums\" : [], \"s\" : {|sums must be a map",
                "\"data.train\" : \"3 files\"|\"data.train\" : 3|data must be a text",
                "\"config\" : \"trainer|\"config\" : \"\u0001trainer|in JSON",
                "\"value\" : 0.3333333333333333,||report must be there where a value is"
            })
    void aStateThatIsNotOneIsRefusedAlthoughItsHashIsRight(String rewriting) throws IOException {
        String[] parts = rewriting.split("\\|", -1);
        rewritten(CheckpointWriter.STATE, parts[0], parts[1]);
        olderIsTaken(rewriting);
        assertThat(warnings.get(0)).contains(parts[2]);
    }

    @Test
    void aCheckpointComesBackBitForBit() throws IOException {
        Checkpoint checkpoint = store().newest().orElseThrow();
        assertThat(checkpoint).isEqualTo(Checkpoints.of(2, 1));
        assertThat(checkpoint.snapshot().slots().keySet()).containsExactly("v", "none", "m");
        assertThat(checkpoint.history()).hasSize(2);
        files.contents().clear();
        CheckpointStore store = store();
        store.begin(true);
        store.save(Checkpoints.of(3, 0));
        assertThat(store().newest()).contains(Checkpoints.of(3, 0));
    }

    @Test
    void aManifestThatIsNoneIsRefused() {
        for (String text : List.of("", "{}", "{\n}\n", "x".repeat(100), "x".repeat(1 << 21))) {
            assertThatThrownBy(() -> Manifest.read(
                            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "MANIFEST.json"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage(
                            "MANIFEST.json: expected a manifest that ends with the hash of what it says, found other"
                                    + " bytes: torn or changed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/../b", "/a", "a/", "", ".a", "a//b", "a b", "a\u0000", "ä"})
    void pathsCannotLeaveTheFolder(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> CheckpointFiles.requirePath(path));
    }

    @Test
    void foldersOfOtherNamesAreNotCheckpoints() {
        Map<String, Boolean> names = new TreeMap<>(Map.of(
                "step-000000000002-a000001-0000000a", true,
                "step-000000000002-a000000-0000000a", false,
                "step-2-a000001-0000000a", false,
                "step-000000000002-a000001-0000000A", false,
                "step-000000000002-a000001-0000000a.tmp", false,
                "attempt-000001.json", false));
        names.forEach((name, is) -> assertThat(CheckpointName.parse(name).map(CheckpointName::toString))
                .isEqualTo(is ? Optional.of(name) : Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> new CheckpointName(1, 0, "00000000"));
    }
}
