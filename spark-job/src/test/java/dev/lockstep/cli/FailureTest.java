package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.ConfigException;
import dev.lockstep.data.BadDataException;
import dev.lockstep.spark.ClusterLostException;
import dev.lockstep.spark.DataException;
import dev.lockstep.spark.ResourcesException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

final class FailureTest {
    @Test
    void configurationsEndWithTwo() {
        assertThat(Failure.of(new ConfigException("unknown key lr")))
                .isEqualTo(new Failure(ExitCode.CONFIG, "unknown key lr"));
    }

    @Test
    void dataEndsWithThreeHoweverDeepItLies() {
        Throwable deep = new SparkException("Job aborted", new RuntimeException(new DataException("a.csv:3: bad")));
        assertThat(Failure.of(deep)).isEqualTo(new Failure(ExitCode.DATA, "a.csv:3: bad"));
        assertThat(Failure.of(new BadDataException("one class")).exitCode()).isEqualTo(ExitCode.DATA);
    }

    @Test
    void memoryEndsWithSixAndSaysHowToRaiseIt() {
        Failure failure = Failure.of(new OutOfMemoryError("Java heap space"));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.RESOURCES);
        assertThat(failure.line()).contains("spark.driver.memory");
        assertThat(Failure.of(new SparkException("task failed: java.lang.OutOfMemoryError: heap", null))
                        .exitCode())
                .isEqualTo(ExitCode.RESOURCES);
    }

    @Test
    void aMissingLibraryEndsWithSixWhereverItIsMissing() {
        String line = "networks need libtorch for Linux";
        String quoted = "Job aborted: Lost task 0.3 (host): dev.lockstep.network.LibraryException: " + line
                + "\n\tat dev.lockstep.network.Libtorch.require(Libtorch.java:35)";
        assertThat(Failure.of(new SparkException(quoted, null)))
                .isEqualTo(new Failure(ExitCode.RESOURCES, "on an executor: " + line));
    }

    @Test
    void aFullDiskEndsWithSixWhereverItIs() {
        UncheckedIOException own = new UncheckedIOException(
                "cannot write the files of the run: No space left on device",
                new IOException("No space left on device"));
        assertThat(Failure.of(own))
                .isEqualTo(new Failure(
                        ExitCode.RESOURCES,
                        "a disk is full: cannot write the files of the run: No space left on device; make room where the"
                                + " output or spark.local.dir is, and start the same command again"));
        Throwable executors = new SparkException("Job aborted: java.io.IOException: No space left on device", null);
        assertThat(Failure.of(executors).exitCode()).isEqualTo(ExitCode.RESOURCES);
    }

    @Test
    void aLostClusterEndsWithSeven() {
        Throwable lost = new SparkException("Job aborted: ExecutorLostFailure (executor 1 exited)", null);
        assertThat(Failure.of(lost).exitCode()).isEqualTo(ExitCode.CLUSTER_LOST);
    }

    /** Spark stops an application that no master lets in, and says only that it is stopped. */
    @Test
    void aMasterThatLetsNobodyInEndsWithSeven() {
        Throwable stopped = new IllegalStateException("Cannot call methods on a stopped SparkContext.\nThis stopped");
        assertThat(Failure.of(stopped))
                .isEqualTo(new Failure(
                        ExitCode.CLUSTER_LOST,
                        "the cluster was lost: Cannot call methods on a stopped SparkContext.; see whether its master and"
                                + " workers run, with the same spark.authenticate and spark.network.crypto settings, and"
                                + " start again"));
    }

    /** What a worker failed of may be the data's, or memory: that is said first. */
    @Test
    void workersThatFailTooOftenEndWithSevenUnlessThereIsABetterWord() {
        assertThat(Failure.of(new ClusterLostException("workers failed", new IllegalStateException("x")))
                        .exitCode())
                .isEqualTo(ExitCode.CLUSTER_LOST);
        assertThat(Failure.of(new ClusterLostException("workers failed", new DataException("a.csv:3: bad"))))
                .isEqualTo(new Failure(ExitCode.DATA, "a.csv:3: bad"));
        assertThat(Failure.of(new ClusterLostException("workers failed", new OutOfMemoryError("heap")))
                        .exitCode())
                .isEqualTo(ExitCode.RESOURCES);
    }

    @Test
    void executorsThatDoNotComeEndWithSix() {
        assertThat(Failure.of(new ResourcesException("no executor came")))
                .isEqualTo(new Failure(ExitCode.RESOURCES, "no executor came"));
    }

    @Test
    void aMissingClassNamesPackages() {
        Failure failure = Failure.of(new RuntimeException(new ClassNotFoundException("org.x.Y")));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG);
        assertThat(failure.line()).contains("org.x.Y").contains("--packages");
    }

    @Test
    void everythingElseIsOneLineToo() {
        Failure failure = Failure.of(new IllegalStateException("first\nsecond"));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(failure.line()).contains("first").doesNotContain("\n").contains("--verbose");
        assertThat(failure.needsLog()).isTrue();
        assertThat(failure.withLog(Path.of("x.log")).line()).endsWith("x.log");
    }
}
