package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.checkpoint.CheckpointFiles;
import dev.lockstep.checkpoint.LocalFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HadoopFilesTest {
    @TempDir
    private java.nio.file.Path temp = java.nio.file.Path.of("");

    /** A file system that is not known to rename, on files of this machine. */
    public static final class Store extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("store:///");
        }

        @Override
        public String getScheme() {
            return "store";
        }
    }

    private CheckpointFiles files() throws IOException {
        Configuration hadoop = new Configuration(false);
        hadoop.set("fs.store.impl", Store.class.getName());
        return HadoopFiles.of(new Path("store://" + temp.resolve("run/checkpoints")), hadoop);
    }

    @Test
    void filesOfThisMachineAreReachedWithoutHadoop() throws IOException {
        CheckpointFiles files = HadoopFiles.of(new Path(temp.resolve("run").toString()), new Configuration(false));
        assertThat(files).isEqualTo(new LocalFiles(temp.resolve("run")));
    }

    @Test
    void writesReadsListsAndDeletes() throws IOException {
        CheckpointFiles files = files();
        assertThat(files.list("")).isEmpty();
        try (OutputStream out = files.create("a/one")) {
            out.write("abc".getBytes(StandardCharsets.UTF_8));
            out.write('d');
        }
        assertThat(temp.resolve("run/checkpoints/a/one")).hasContent("abcd");
        assertThat(files.list("")).containsExactly("a");
        assertThat(files.list("a")).containsExactly("one");
        assertThat(files.length("a/one")).isEqualTo(4);
        try (InputStream in = files.open("a/one")) {
            assertThat(in.readAllBytes()).hasSize(4);
        }
        assertThat(files.renames()).isFalse();
        files.delete("a/none");
        files.delete("a");
        assertThat(files.list("")).isEmpty();
    }

    @Test
    void damageIsToldFromWhatCannotBeReadNow() throws IOException {
        CheckpointFiles files = files();
        assertThat(files.isDamage(new ChecksumException("a", 0))).isTrue();
        assertThat(files.isDamage(new BlockMissingException("a", "no node has it", 0)))
                .isTrue();
        assertThat(files.isDamage(new FileNotFoundException("a"))).isTrue();
        assertThat(files.isDamage(new AccessControlException("a"))).isFalse();
        assertThat(files.isDamage(new IOException("a"))).isFalse();
    }

    @Test
    void aFileThatIsThereIsNotReplaced() throws IOException {
        CheckpointFiles files = files();
        files.create("a/one").close();
        assertThatThrownBy(() -> files.create("a/one")).isInstanceOf(FileAlreadyExistsException.class);
    }
}
