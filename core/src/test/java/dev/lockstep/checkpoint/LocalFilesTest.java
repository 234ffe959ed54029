package dev.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalFilesTest {
    @TempDir
    private Path temp = Path.of("");

    private LocalFiles files() {
        return new LocalFiles(temp.resolve("run/checkpoints"));
    }

    private void write(String path, String text) throws IOException {
        try (OutputStream out = files().create(path)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.write('!');
        }
    }

    private String read(String path) throws IOException {
        try (InputStream in = files().open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void writesReadsListsRenamesAndDeletes() throws IOException {
        assertThat(files().list("")).isEmpty();
        assertThat(files().list("a")).isEmpty();
        write("a/one", "1");
        write("a/TWO.tmp", "22");
        assertThat(files().list("")).containsExactly("a");
        assertThat(files().list("a")).containsExactly("TWO.tmp", "one");
        assertThat(files().length("a/TWO.tmp")).isEqualTo(3);
        assertThat(files().renames()).isTrue();
        files().rename("a/TWO.tmp", "a/TWO");
        assertThat(read("a/TWO")).isEqualTo("22!");
        files().delete("a/one");
        files().delete("a/one");
        assertThat(files().list("a")).containsExactly("TWO");
        write("a/b/c", "3");
        files().delete("a");
        assertThat(files().list("")).isEmpty();
    }

    @Test
    void aFileThatIsThereIsNeverReplaced() throws IOException {
        write("a/one", "1");
        write("a/two", "2");
        assertThatThrownBy(() -> files().create("a/one")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> files().rename("a/two", "a/one")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read("a/one")).isEqualTo("1!");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        write("a/one", "1");
        Files.createSymbolicLink(files().folder().resolve("a/link"), outside.resolve("secret"));
        Files.createSymbolicLink(files().folder().resolve("linked"), outside);
        for (String path : List.of("a/link", "linked/secret", "linked/new")) {
            assertThatThrownBy(() -> files().open(path)).hasMessageContaining("is a link");
            assertThatThrownBy(() -> files().create(path)).hasMessageContaining("is a link");
            assertThatThrownBy(() -> files().delete(path)).hasMessageContaining("is a link");
        }
        files().delete("a");
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void ofTwoThatBeginAtOnceEachHasItsOwnAttemptAndOneMayWrite() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 200; round++) {
                LocalFiles shared = new LocalFiles(temp.resolve("round" + round));
                CyclicBarrier barrier = new CyclicBarrier(2);
                List<Future<Lease>> leases = new ArrayList<>();
                for (String id : List.of("0000000a", "0000000b")) {
                    Callable<Lease> take = () -> {
                        barrier.await();
                        return Lease.take(shared, Owner.current(), id);
                    };
                    leases.add(threads.submit(take));
                }
                CheckpointStoreTest.oneMayWrite(
                        leases.get(0).get(), leases.get(1).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void checkpointsGoThereAndComeBack() throws IOException {
        List<String> warnings = new ArrayList<>();
        CheckpointStore store = new CheckpointStore(files(), 2, Checkpoints.ids(), warnings::add);
        store.begin(true);
        for (int step = 1; step <= 4; step++) {
            store.save(Checkpoints.of(step, 0));
        }
        assertThat(new CheckpointStore(files(), 2, Checkpoints.ids(), warnings::add).newest())
                .contains(Checkpoints.of(4, 0));
        assertThat(files().list("")).hasSize(3);
        assertThat(warnings).isEmpty();
    }
}
