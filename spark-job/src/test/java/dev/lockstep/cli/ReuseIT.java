package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.checkpoint.LocalFolder;
import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that start from the weights of another: a weight of each of two features, and a bias. */
final class ReuseIT {
    private static SparkSession spark;

    @TempDir
    private Path temp = Path.of("");

    @BeforeAll
    static void start() {
        spark = SparkSessions.open("reuse", new SparkConf().setMaster("local[2]"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void whatIsFrozenStaysWhatItWasAndTheRestGoesOn() throws IOException {
        float[] first = train("first", "model: linear");
        float[] second = train("second", "model: {start_from: %s, freeze: weight}".formatted(temp.resolve("first")));

        assertThat(first[0]).isNotZero();
        assertThat(second[0]).isEqualTo(first[0]);
        assertThat(second[1]).isEqualTo(first[1]);
        assertThat(second[2]).isNotEqualTo(first[2]);
    }

    @Test
    void itIsUnfrozenWhenItIsTime() throws IOException {
        float[] first = train("first", "model: linear");
        String reuse = "model: {start_from: {path: %s, tensors: weight}, freeze: weight, unfreeze_after: %s}";
        float[] second = train("second", reuse.formatted(temp.resolve("first/model"), "50%"));

        assertThat(second[0]).isNotEqualTo(first[0]);
        assertThat(Files.readString(temp.resolve("second/config.yaml"))).contains("unfreeze_after: 50%");
        Shell.run(
                        "train",
                        yaml("third", reuse.formatted(temp.resolve("first"), "2 epochs"))
                                .toString())
                .failsWith(2, "model.unfreeze_after: after 2 epochs this run of 20 steps is over: take a shorter time");
    }

    @Test
    void whatDoesNotFitIsNamed() throws IOException {
        train("first", "model: {bias: false}");
        String from = temp.resolve("first").toString();
        Path other = yaml("other", "model: {start_from: %s}".formatted(from));
        Files.writeString(other, Files.readString(other).replace("label: y", "label: y, features: [x]"));

        Shell.run("train", other.toString())
                .failsWith(2, "tensor weight of F32 [1, 1], found F32 [1, 2]", "model.start_from: ", from);
        Shell.run(
                        "train",
                        yaml("c", "model: {start_from: {path: %s, tensors: bias}}".formatted(from))
                                .toString())
                .failsWith(2, "model.safetensors has none of this model's tensors weight, bias: name the layers alike");
        Shell.run("train", yaml("d", "model: {freeze: hidden.*}").toString())
                .failsWith(2, "model.freeze: hidden.* is none of the tensors weight, bias");
        Shell.run("train", yaml("e", "model: {start_from: %s}".formatted(temp)).toString())
                .failsWith(2, " has no model: name the folder of a run");
    }

    private float[] train(String name, String model) throws IOException {
        Shell.run("train", yaml(name, model).toString()).isDone();
        return TrainedModel.load(new LocalFolder(temp.resolve(name).resolve("model")))
                .theta();
    }

    private Path yaml(String name, String model) throws IOException {
        List<String> rows = new ArrayList<>(List.of("x,z,y"));
        for (int i = 0; i < 160; i++) {
            rows.add(i % 7 + "," + i % 11 + "," + (4 * (i % 7) - i % 11)); // the best epoch is the last one
        }
        Path csv = Files.write(temp.resolve("rows.csv"), rows);
        return Files.writeString(temp.resolve(name + ".yaml"), """
                data: {train: %s, label: y}
                loss: squared
                optimizer: {name: sgd, learning_rate: 0.01}
                trainer: {epochs: 2, batch_size: 16, shards: 2}
                output: %s
                %s
                """.formatted(csv, temp.resolve(name), model));
    }
}
