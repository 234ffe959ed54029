package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import dev.lockstep.numeric.Seeds;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Trainings by one, two and three executors, one of which is killed: with {@code -Pchaos}, half an hour. */
@EnabledIfSystemProperty(named = "lockstep.chaos", matches = "true")
final class ClusterDeterminismIT {
    private static final int MOST_EXECUTORS = 3;
    private static final int MOST_REPORTS = 6; // of 8
    private static final int MOST_MILLIS = 200;
    private static final long SEED = 23;

    @TempDir
    private Path folder;

    private final RandomGenerator random = Seeds.generator(SEED);
    private int runs;
    private int same;

    @Test
    void executorsRunnersAndAKillLeaveOneModelForEachNumberOfShards() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(folder, MOST_EXECUTORS)) {
            for (int shards : List.of(1, 2, 7, 16)) {
                WatchedRun alone = new WatchedRun(folder.resolve(shards + "-alone"));
                assertEndsWell(Running.run(folder, Map.of(), train(alone, shards, "resident", "--master=local[2]")));
                for (String runner : List.of("resident", "job")) {
                    for (int executors = 1; executors <= MOST_EXECUTORS; executors++) {
                        count(alone, disturbed(cluster, executors, shards, runner));
                    }
                }
            }
        }
        System.out.println("chaos: determinism on a cluster " + same + "/" + runs
                + " runs, each with a kill, with the bits of their number of shards");
        assertThat(same).isEqualTo(runs);
    }

    private void count(WatchedRun expected, WatchedRun run) throws Exception {
        runs++;
        if (Arrays.equals(run.model(), expected.model())) {
            same++;
        }
    }

    private WatchedRun disturbed(StandaloneCluster cluster, int executors, int shards, String runner) throws Exception {
        WatchedRun run = new WatchedRun(folder.resolve(shards + "-" + runner + "-" + executors));
        List<String> command = train(run, shards, runner, cluster.options("spark.cores.max=" + executors));
        try (Running training = Running.start(folder, cluster.environment(), command)) {
            int reports = 1 + random.nextInt(MOST_REPORTS);
            training.awaitUntil(
                    () -> run.reports() >= reports && cluster.executors().size() == executors);
            Thread.sleep(random.nextInt(MOST_MILLIS));
            assertThat(cluster.executors().get(random.nextInt(executors)).destroyForcibly())
                    .isTrue();
            assertEndsWell(training.await());
        }
        return run;
    }

    private List<String> train(WatchedRun run, int shards, String runner, String... options) throws Exception {
        List<String> command = Training.command(folder, run.folder().toString(), List.of(options));
        command.addAll(
                List.of("--set=trainer.epochs=4", "--set=trainer.shards=" + shards, "--set=trainer.runner=" + runner));
        return command;
    }

    private static void assertEndsWell(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    }
}
