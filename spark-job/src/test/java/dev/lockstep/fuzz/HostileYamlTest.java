package dev.lockstep.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class HostileYamlTest {
    private static final Path EXAMPLES = Path.of("..", "deploy", "examples");

    @Test
    void damagedRunsAreRefused() throws IOException {
        Mutants mutants = new Mutants(
                3,
                examples(),
                "&a ",
                "*a",
                "- ",
                ": ",
                "{",
                "[",
                "!!java.lang.Thread ",
                "${HOME}",
                "${",
                "---\n",
                "\t",
                "|\n",
                "<<: ",
                "? ",
                "30%",
                "2 epochs",
                "schedule: {name: warm_up, warmup_steps: 3}\n",
                "optimizer: {name: adam, groups: [{match: \"*\", frozen: true}]}\n");

        int refused = Hostile.refusedBy(
                "YAML",
                file -> {
                    String text = new String(file, StandardCharsets.UTF_8);
                    RunConfig config = RunConfigs.read(new StringReader(text), "run.yaml", Map.of(), List.of());
                    RunConfigs.write(config);
                },
                mutants,
                Hostile.files(),
                ConfigException.class);

        assertThat(refused).isGreaterThan(Hostile.files() / 10);
    }

    private static List<byte[]> examples() throws IOException {
        List<byte[]> examples = new ArrayList<>();
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file);
                // What is compared is read by another command.
                if (!text.contains("\ncompare:")) {
                    examples.add(text.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return examples;
    }
}
