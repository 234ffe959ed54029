package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretsIT {
    private static final String CANARY = "canary7391";

    /** Settings whose values are secrets; Spark's own rule would show all but the first of the last four. */
    private static final List<String> CONF = List.of(
            "spark.hadoop.fs.s3a.secret.key",
            "spark.hadoop.fs.s3a.encryption.key",
            "spark.hadoop.fs.azure.account.key.store.dfs.core.windows.net",
            "spark.hadoop.my.passphrase");

    @TempDir
    private Path folder;

    @Test
    void noFileAndNoLineOfARunHasASecret() throws Exception {
        Path input = Files.createDirectory(folder.resolve("input"));
        Path data = Files.writeString(input.resolve("rows.csv"), "x,y\n1,2\n2,4\n3,6\n4,8\n");
        Path config = Files.writeString(input.resolve("run.yaml"), """
                data:
                  train: {path: %s, options: {apiKey: %s, password: "${WORD}"}}
                  label: y
                loss: squared
                monitor: loss
                trainer: {epochs: 2, shards: 2}
                output: run
                """.formatted(data, CANARY + "a"));
        Files.createDirectory(folder.resolve("events"));

        Outcome trained = train(config);
        Outcome failed = train(config, "--set", "data.train.path=hdfs://me:" + CANARY + "b@127.0.0.1:1/rows.csv");

        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(failed.exitCode()).isNotZero();
        assertThat(folder.resolve("run/config.yaml")).content().contains("${WORD}", "***");
        try (Stream<Path> events = Files.walk(folder.resolve("events"))) {
            assertThat(events.filter(Files::isRegularFile)).isNotEmpty();
        }
        assertThat(withCanary(input)).isEmpty();
    }

    private Outcome train(Path config, String... more) throws Exception {
        List<String> command = Folder.lockstep("--master", "local[2]");
        for (String key : CONF) {
            command.addAll(List.of("--conf", key + "=" + CANARY + "c"));
        }
        command.addAll(List.of(
                "--conf", "spark.eventLog.enabled=true",
                "--conf", "spark.eventLog.compress=false",
                "--conf", "spark.eventLog.dir=" + folder.resolve("events").toUri()));
        command.addAll(List.of("train", config.toString(), "--overwrite"));
        command.addAll(List.of(more));
        return Running.run(folder, Map.of("WORD", CANARY + "d"), command);
    }

    /** The files, but for those that were put in, that have it; what was printed is in files too. */
    private List<Path> withCanary(Path input) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(input))
                    .toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(CANARY)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
