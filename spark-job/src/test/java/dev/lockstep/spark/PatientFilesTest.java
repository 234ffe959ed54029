package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.checkpoint.CheckpointFiles;
import dev.lockstep.checkpoint.LocalFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.RemoteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PatientFilesTest {
    @TempDir
    private Path temp = Path.of("");

    private final Deque<IOException> refusals = new ArrayDeque<>();
    private final List<Duration> pauses = new ArrayList<>();

    private PatientFiles files() {
        return new PatientFiles(new Refusing(new LocalFiles(temp), refusals), pauses::add);
    }

    /** What the server throws travels by its name. */
    private static IOException remote(String type) {
        return new RemoteException(type, "Name node is in safe mode.");
    }

    @Test
    void whatWasRefusedIsAskedAgainAndDoneOnce() throws IOException {
        refusals.add(new ConnectException("refused"));
        refusals.add(new NoRouteToHostException("none"));
        refusals.add(remote(SafeModeException.class.getName()));
        try (OutputStream out = files().create("a")) {
            out.write(7);
        }
        assertThat(files().length("a")).isOne();
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void everyCallIsPatient() throws IOException {
        CheckpointFiles files = files();
        away();
        files.create("a").close();
        away();
        files.rename("a", "b");
        away();
        files.open("b").close();
        away();
        assertThat(files.list("")).containsExactly("b");
        away();
        assertThat(files.length("b")).isZero();
        away();
        files.delete("b");
        assertThat(pauses).hasSize(6);
        assertThat(files.list("")).isEmpty();
        assertThat(files.renames()).isTrue();
    }

    private void away() {
        refusals.add(new ConnectException("refused"));
    }

    @Test
    void patienceEndsAfterAMinute() {
        for (int i = 0; i < 20; i++) {
            away();
        }
        assertThatThrownBy(() -> files().list("")).isInstanceOf(ConnectException.class);
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void whatMayHaveBeenDoneIsNotAskedAgain() {
        for (IOException unsure : List.of(
                new SocketTimeoutException("no answer"),
                new IOException("lost"),
                remote("org.apache.hadoop.security.AccessControlException"))) {
            refusals.add(unsure);
            assertThatThrownBy(() -> files().delete("a")).isSameAs(unsure);
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void anInterruptionEndsThePause() {
        away();
        PatientFiles files = new PatientFiles(new Refusing(new LocalFiles(temp), refusals), pause -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(() -> files.list("")).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Files that refuse as many calls as there are refusals. */
    private record Refusing(CheckpointFiles files, Deque<IOException> refusals) implements CheckpointFiles {
        private CheckpointFiles asked() throws IOException {
            if (!refusals.isEmpty()) {
                throw refusals.remove();
            }
            return files;
        }

        @Override
        public OutputStream create(String path) throws IOException {
            return asked().create(path);
        }

        @Override
        public InputStream open(String path) throws IOException {
            return asked().open(path);
        }

        @Override
        public long length(String path) throws IOException {
            return asked().length(path);
        }

        @Override
        public List<String> list(String folder) throws IOException {
            return asked().list(folder);
        }

        @Override
        public boolean renames() {
            return files.renames();
        }

        @Override
        public void rename(String from, String to) throws IOException {
            asked().rename(from, to);
        }

        @Override
        public void delete(String path) throws IOException {
            asked().delete(path);
        }
    }
}
