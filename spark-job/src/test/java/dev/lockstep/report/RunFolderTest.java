package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFolderTest {
    @TempDir
    private Path temp = Path.of("");

    private RunFolder claim(Path path, boolean overwrite) {
        return RunFolder.claim(path.toString(), overwrite, new Configuration(false));
    }

    @Test
    void aClaimLeavesAnEmptyFolder() {
        claim(temp.resolve("a/b"), false);
        assertThat(temp.resolve("a/b")).isEmptyDirectory();
    }

    @Test
    void anAbandonedClaimLeavesNothing() {
        claim(temp.resolve("a/b"), false).abandon();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void anAbandonedClaimLeavesWhatOthersMadeInItsParents() throws IOException {
        RunFolder folder = claim(temp.resolve("runs/a"), false);
        Files.createDirectories(temp.resolve("runs/b"));
        folder.abandon();
        assertThat(temp.resolve("runs")).isDirectoryContaining("glob:**/b").isDirectoryNotContaining("glob:**/a");
    }

    @Test
    void anAbandonedClaimLeavesWhatAnotherRunHasWrittenMeanwhile() throws IOException {
        RunFolder folder = claim(temp.resolve("runs/a"), false);
        Files.createDirectories(temp.resolve("runs/a/checkpoints/step-1"));
        folder.abandon();
        assertThat(temp.resolve("runs/a/checkpoints/step-1")).isEmptyDirectory();
    }

    @Test
    void anAbandonedClaimLeavesAFolderThatWasThereBefore() throws IOException {
        Files.createDirectories(temp.resolve("a"));
        claim(temp.resolve("a"), false).abandon();
        assertThat(temp.resolve("a")).isEmptyDirectory();
    }

    @Test
    void refusesAFolderWithSomethingInIt() throws IOException {
        Files.writeString(temp.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> claim(temp, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not empty")
                .hasMessageContaining("--overwrite");
    }

    @Test
    void refusesAFile() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "mine");
        assertThatThrownBy(() -> claim(file, true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is a file");
        assertThatThrownBy(() -> claim(file.resolve("below"), true)).isInstanceOf(ConfigException.class);
    }

    @Test
    void refusesAFileSystemThatNobodyKnows() {
        assertThatThrownBy(() -> RunFolder.claim("nosuch://host/a", false, new Configuration(false)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--packages");
    }

    @Test
    void replacesTheFilesOfARunAndNothingElse() throws IOException {
        Files.writeString(temp.resolve("notes.txt"), "mine");
        Files.writeString(temp.resolve(RunFolder.RESULT), "old");
        Files.createDirectories(temp.resolve(RunFolder.MODEL));
        Files.writeString(temp.resolve(RunFolder.MODEL).resolve("model.json"), "old");
        RunFolder folder = claim(temp, true);
        assertThat(temp.resolve(RunFolder.RESULT)).hasContent("old");
        folder.begin("new: 1\n");
        assertThat(temp.resolve("notes.txt")).hasContent("mine");
        assertThat(temp.resolve(RunFolder.RESULT)).doesNotExist();
        assertThat(temp.resolve(RunFolder.MODEL)).doesNotExist();
        assertThat(temp.resolve(RunFolder.CONFIG)).hasContent("new: 1");
    }

    @Test
    void resultsAreWholeAndAlone() throws IOException {
        RunFolder folder = claim(temp.resolve("a"), false);
        folder.result(Map.of("loss", Double.NaN));
        folder.result(Map.of("loss", 0.5));
        assertThat(temp.resolve("a/result.json")).content().isEqualToIgnoringWhitespace("{\"loss\":0.5}");
        assertThat(temp.resolve("a").toFile().list()).containsExactly("result.json");
    }
}
