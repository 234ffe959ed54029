package dev.lockstep.spark;

import dev.lockstep.checkpoint.CheckpointFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.RetriableException;
import org.apache.hadoop.ipc.StandbyException;

/**
 * Files of a name node that may be away for a while, as when it restarts: what it has not even begun is asked again, after longer and
 * longer pauses that come to a minute. That is what could not reach it, and what it refuses while it gathers its blocks; of
 * anything else, nobody knows what has become, and it fails at once. Each operation may take that minute, and Ctrl-C waits for the one
 * under way.
 */
final class PatientFiles implements CheckpointFiles {
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30));

    private final CheckpointFiles files;
    private final Sleeper sleeper;

    PatientFiles(CheckpointFiles files) {
        this(files, pause -> Thread.sleep(pause.toMillis()));
    }

    PatientFiles(CheckpointFiles files, Sleeper sleeper) {
        this.files = files;
        this.sleeper = sleeper;
    }

    /** Lets time go by. */
    interface Sleeper {
        void sleep(Duration pause) throws InterruptedException;
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T patiently(Call<T> call) throws IOException {
        for (Duration pause : PAUSES) {
            try {
                return call.run();
            } catch (IOException e) {
                if (!isAway(e)) {
                    throw e;
                }
                sleep(pause, e);
            }
        }
        return call.run();
    }

    private void sleep(Duration pause, IOException why) throws IOException {
        try {
            sleeper.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException(why.getMessage());
            interrupted.initCause(why);
            throw interrupted;
        }
    }

    /**
     * Whether the name node that answered, or did not, has done nothing. With two name nodes Hadoop asks the other one by itself before it
     * tells us: a rename that the first had done is then asked for again, and fails.
     */
    static boolean isAway(IOException error) {
        IOException told = error instanceof RemoteException remote ? remote.unwrapRemoteException() : error;
        return told instanceof ConnectException
                || told instanceof NoRouteToHostException
                || told instanceof SafeModeException
                || told instanceof RetriableException
                || told instanceof StandbyException;
    }

    @Override
    public OutputStream create(String path) throws IOException {
        return patiently(() -> files.create(path));
    }

    @Override
    public InputStream open(String path) throws IOException {
        return patiently(() -> files.open(path));
    }

    @Override
    public long length(String path) throws IOException {
        return patiently(() -> files.length(path));
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return patiently(() -> files.list(folder));
    }

    @Override
    public boolean renames() {
        return files.renames();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        patiently(() -> {
            files.rename(from, to);
            return true;
        });
    }

    @Override
    public void delete(String path) throws IOException {
        patiently(() -> {
            files.delete(path);
            return true;
        });
    }

    @Override
    public boolean isDamage(IOException error) {
        return files.isDamage(error);
    }
}
