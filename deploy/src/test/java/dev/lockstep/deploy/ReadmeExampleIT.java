package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.checkpoint.LocalFolder;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.model.Evaluation;
import dev.lockstep.spark.SparkSessions;
import dev.lockstep.spark.TrainingJob;
import dev.lockstep.spark.TrainingOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of Java in the README: they are these, and they work. */
final class ReadmeExampleIT {
    private static final String THIS = "src/test/java/dev/lockstep/deploy/ReadmeExampleIT.java";

    @TempDir
    private Path folder;

    static Optional<Evaluation> train(Path yaml, Path model) throws IOException {
        RunConfig config = RunConfigs.read(yaml, System.getenv(), List.of("trainer.epochs=5"));
        try (SparkSession spark = SparkSessions.open("my application", new SparkConf())) {
            TrainingOutcome outcome = new TrainingJob(config, spark).run();
            outcome.model().save(new LocalFolder(model));
            return outcome.test();
        }
    }

    @Test
    void theLinesTrainAndSaveAModel() throws IOException {
        Path yaml = folder.resolve("run.yaml");
        Files.writeString(yaml, """
                data:
                  train: {format: synthetic, rows: 2000, features: 5}
                  validation: {fraction: 0.1}
                  test: {fraction: 0.1}
                loss: squared
                output: unused
                """);

        Evaluation test = train(yaml, folder.resolve("model")).orElseThrow();

        assertThat(test.metrics()).containsKey("rmse");
        assertThat(folder.resolve("model/model.safetensors")).isNotEmptyFile();
    }

    @Test
    void theReadmeHasTheseLines() throws IOException {
        String readme = Files.readString(Path.of("../README.md"), StandardCharsets.UTF_8);
        int begin = readme.indexOf("```java\n") + "```java\n".length();
        String lines = readme.substring(begin, readme.indexOf("```", begin));

        assertThat(Files.readString(Path.of(THIS), StandardCharsets.UTF_8)).containsIgnoringWhitespaces(lines);
    }
}
