package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StandaloneClusterIT {
    private static final int WORKERS = 2;

    @TempDir
    private Path folder;

    @Test
    void aClusterTrainsTheBitsThatOneMachineTrains() throws Exception {
        Outcome embedded = Running.run(folder, Map.of(), train("embedded", "--master", "local[2]"));
        assertThat(embedded.exitCode()).as(embedded.err()).isZero();

        Outcome onCluster;
        List<String> logs = new ArrayList<>();
        try (StandaloneCluster cluster = StandaloneCluster.start(folder, WORKERS)) {
            onCluster = Running.run(
                    folder,
                    Map.of("SPARK_HOME", cluster.home().toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
                    train(
                            "cluster",
                            "--master",
                            cluster.master(),
                            "--conf",
                            "spark.driver.host=127.0.0.1",
                            "--driver-memory",
                            "700m",
                            "--executor-memory",
                            "700m"));
            for (int worker = 0; worker < WORKERS; worker++) {
                logs.add(cluster.executorLogs(worker));
            }
        }

        assertThat(onCluster.exitCode()).as(onCluster.err()).isZero();
        for (int worker = 0; worker < WORKERS; worker++) {
            assertThat(logs.get(worker)).as("log of worker " + worker).contains("Got assigned task");
        }
        assertThat(folder.resolve("cluster/model/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("embedded/model/model.safetensors"));
    }

    private static List<String> train(String output, String... options) {
        List<String> command = Folder.lockstep(options);
        command.addAll(List.of(
                "train",
                Folder.path().resolve("examples/quickstart.yaml").toString(),
                "--set",
                "output=" + output,
                "--set",
                "trainer.shards=4",
                "--set",
                "trainer.epochs=2",
                "--set",
                "data.train.rows=20000"));
        return command;
    }
}
