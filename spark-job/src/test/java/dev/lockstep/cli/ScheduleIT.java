package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rates of runs of twenty steps, as they are reported. */
final class ScheduleIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Offset<Double> ROUNDING = Offset.offset(1e-15);

    private static SparkSession spark;

    @TempDir
    private Path temp = Path.of("");

    @BeforeAll
    static void start() {
        spark = SparkSessions.open("schedules", new SparkConf().setMaster("local[2]"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void aPlateauLowersTheRateBetweenEpochs() throws IOException {
        Path yaml = yaml(
                "schedule: {name: constant, learning_rate: 0.1}",
                "plateau: {patience: 1, factor: 0.5, min_delta: 100, min_learning_rate: 0.03}");
        Shell.run("train", yaml.toString()).isDone();
        assertRates(0.1, 0.1, 0.05, 0.03);
        assertThat(Files.readString(temp.resolve("out/config.yaml"))).contains("plateau:", "threshold: absolute");
    }

    @Test
    void oneCycleTakesWhatAWarmUpLeavesOfTheRun() throws IOException {
        Path yaml = yaml("schedule: {name: warm_up, steps: 50%, then: {name: one_cycle, max_learning_rate: 1}}");
        Shell.run("train", yaml.toString()).isDone();
        assertRates(0.04, 0.09, 1, 0.05005);
    }

    @Test
    void aScheduleThatIsTooLongIsRefusedOnceTheStepsAreKnown() throws IOException {
        Path yaml = yaml("schedule: {name: one_cycle, max_learning_rate: 1, total_steps: 21}");
        Shell.run("train", yaml.toString())
                .failsWith(
                        2,
                        "schedule: schedule one_cycle needs more steps than there are for it: shorten total_steps, or raise"
                                + " trainer.epochs (the run has 20 updates)");
    }

    @Test
    void rowsAreCountedToDrawWhatATrainingWouldDo() throws IOException {
        Path yaml = yaml("schedule: {name: linear, learning_rate: 1, decay_steps: 1 epoch}");
        assertThat(Shell.run("schedules", yaml.toString()).isDone().out())
                .startsWith("reading " + temp.resolve("rows.csv") + "\n10 updates an epoch, 20 in all\n")
                .containsPattern("\n3 +0.3 +0.7\n")
                .contains("chart: " + temp.resolve("out-schedules.html"));
        assertThat(temp.resolve("out")).doesNotExist();
        Shell.run("schedules", yaml.toString(), "--set", "data.train=nowhere.csv")
                .failsWith(3, "nowhere.csv");
    }

    private void assertRates(double... expected) throws IOException {
        List<String> lines = Files.readAllLines(temp.resolve("out/metrics.jsonl"));
        assertThat(lines).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(JSON.readTree(lines.get(i)).get("learning_rate").asDouble())
                    .isCloseTo(expected[i], ROUNDING);
        }
    }

    private Path yaml(String... lines) throws IOException {
        List<String> rows = new ArrayList<>(List.of("x,y"));
        for (int i = 0; i < 160; i++) {
            rows.add(i % 7 + "." + i % 3 + "," + i % 5 + ".5");
        }
        Path csv = Files.write(temp.resolve("rows.csv"), rows);
        return Files.writeString(
                temp.resolve("run.yaml"), """
                data: {train: %s, label: y}
                loss: squared
                trainer: {epochs: 2, batch_size: 16, shards: 2, evaluate_every: 5 steps}
                output: %s
                %s
                """.formatted(csv, temp.resolve("out"), String.join("\n", lines)));
    }
}
