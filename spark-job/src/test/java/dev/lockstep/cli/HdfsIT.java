package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.Shell.Said;
import dev.lockstep.spark.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose folder is on HDFS. */
final class HdfsIT {
    private static final int EPOCHS = 30;

    @TempDir
    private java.nio.file.Path temp = java.nio.file.Path.of("");

    private Said train(String output) throws IOException {
        java.nio.file.Path yaml = Files.writeString(temp.resolve("run.yaml"), """
                data:
                  train: {format: synthetic, rows: 2000, features: 10, seed: 3}
                loss: squared
                monitor: loss
                trainer: {epochs: %d, batch_size: 200, shards: 2}
                checkpoint: {every: 30 steps}
                output: unused
                """.formatted(EPOCHS));
        return Shell.run("train", yaml.toString(), "--set", "output=" + output);
    }

    /** It is away for as long as it takes to restart, and then in safe mode until it has heard of its blocks. */
    @Test
    void aNameNodeThatRestartsUnderARunLeavesTheSameBits() throws Exception {
        SharedSpark.session();
        train(temp.resolve("local").toString()).isDone();
        Configuration hadoop = new Configuration();
        hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, temp.resolve("hdfs").toString());
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(hadoop).build()) {
            cluster.waitActive();
            Path run = new Path(cluster.getURI() + "/runs/first");
            FileSystem files = cluster.getFileSystem();
            Future<Said> training = thread.submit(() -> train(run.toString()));
            while (checkpoints(files, run) < 2) {
                assertThat(training).isNotDone();
                Thread.sleep(20);
            }
            cluster.shutdownNameNodes();
            Thread.sleep(TimeUnit.SECONDS.toMillis(2));
            assertThat(training).isNotDone();
            cluster.restartNameNodes();

            Said said = training.get(5, TimeUnit.MINUTES);
            assertThat(said.isDone().out()).contains("completed: ");
            assertThat(lines(files, new Path(run, "metrics.jsonl"))).hasSize(EPOCHS);
            assertThat(bytes(files, new Path(run, "model/model.safetensors")))
                    .isEqualTo(Files.readAllBytes(temp.resolve("local/model/model.safetensors")));
        } finally {
            thread.shutdownNow();
        }
    }

    private static long checkpoints(FileSystem files, Path run) throws IOException {
        FileStatus[] found = files.globStatus(new Path(run, "checkpoints/*/MANIFEST.json"));
        return found == null ? 0 : Arrays.stream(found).count();
    }

    private static List<String> lines(FileSystem files, Path file) throws IOException {
        return new String(bytes(files, file), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static byte[] bytes(FileSystem files, Path file) throws IOException {
        try (var in = files.open(file)) {
            return in.readAllBytes();
        }
    }
}
