package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three executors that add up gradients among themselves, over a link that is authenticated and encrypted. */
final class SlicesClusterIT {
    @TempDir
    private Path folder;

    @Test
    void slicesThatExecutorsAddUpHaveTheBitsOfARunInOneProcess() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(folder, 3, StandaloneCluster.SECURE)) {
            Outcome sliced = Running.run(
                    folder, cluster.environment(), train("sliced", cluster.options("spark.lockstep.sliceThreshold=0")));
            assertThat(sliced.exitCode()).as(sliced.err()).isZero();
        }
        Outcome embedded = Running.run(folder, Map.of(), train("embedded", "--master", "local[2]"));
        assertThat(embedded.exitCode()).as(embedded.err()).isZero();
        assertThat(folder.resolve("sliced/model/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("embedded/model/model.safetensors"));
    }

    /** Seven shards on three executors: some have several parts of the tree. */
    private static List<String> train(String output, String... options) {
        List<String> command = Training.quickstart(output, options);
        command.addAll(List.of("--set=trainer.shards=7", "--set=trainer.epochs=2"));
        return command;
    }
}
