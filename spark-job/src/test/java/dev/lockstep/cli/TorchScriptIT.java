package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.checkpoint.LocalFolder;
import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A TorchScript file, from the YAML to the saved program: {@code y = x w + c}, which the rows follow but for the start of w. */
@SuppressWarnings("try") // scopes work by being there
final class TorchScriptIT {
    private static SparkSession spark;

    @TempDir
    private Path temp = Path.of("");

    @BeforeAll
    static void start() {
        spark = SparkSessions.open("torchscript", new SparkConf().setMaster("local[2]"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void isTrainedAndSavedAndUsedWhereItIsTrusted() throws IOException {
        program();
        Shell.run(
                        "train",
                        yaml("model: {type: torchscript, path: %s, trusted: true}")
                                .toString())
                .isDone();

        TrainedModel model = TrainedModel.load(new LocalFolder(temp.resolve("out/model")), true);
        assertThat(model.theta()).isEqualTo(model.model().initialWeights(0)); // the saved program has the saved weights
        assertThat(Arrays.copyOf(model.theta(), 2)).isNotEqualTo(new float[] {0.5f, 0.5f});
        String[] evaluate = {
            "evaluate",
            temp.resolve("out").toString(),
            "--data",
            temp.resolve("rows.csv").toString()
        };
        Shell.run(evaluate).failsWith(2, "model.pt is a program", "add --trusted");
        Shell.run(evaluate[0], evaluate[1], evaluate[2], evaluate[3], "--trusted")
                .isDone();
    }

    @Test
    void isNotRunUnlessItIsTrusted() throws IOException {
        program();
        Shell.run("train", yaml("model: {type: torchscript, path: %s}").toString())
                .failsWith(2, "m.pt is a program, which may do on every machine", "write trusted: true", "run.yaml:");
    }

    @Test
    void whatCannotBeTrainedIsNamed() throws IOException {
        Shell.run(
                        "train",
                        yaml("model: {type: torchscript, path: %s, trusted: true}")
                                .toString())
                .failsWith(2, "model: path: ", "m.pt does not exist: check it");
        Files.writeString(temp.resolve("m.pt"), "no program");
        Shell.run(
                        "train",
                        yaml("model: {type: torchscript, path: %s, trusted: true}")
                                .toString())
                .failsWith(2, "m.pt is no TorchScript file (");
    }

    private void program() {
        try (PointerScope scope = new PointerScope()) {
            JitModule module = new JitModule(new QualifiedName("Test"));
            Tensor weight = Tensor.create(new float[] {0.5f, 0.5f}, 1, 2);
            module.register_parameter("weight", weight.set_requires_grad(true), false);
            module.register_buffer("shift", Tensor.create(new float[] {0.25f}, 1));
            module.define("def forward(self, x):\n    return torch.linear(x, self.weight) + self.shift\n");
            module.save(temp.resolve("m.pt").toString());
        }
    }

    private Path yaml(String model) throws IOException {
        List<String> rows = new ArrayList<>(List.of("x,z,y"));
        for (int i = 0; i < 160; i++) {
            rows.add(i % 7 + "," + i % 11 + "," + (4 * (i % 7) - i % 11));
        }
        Path csv = Files.write(temp.resolve("rows.csv"), rows);
        return Files.writeString(temp.resolve("run.yaml"), """
                data: {train: %s, label: y}
                loss: squared
                optimizer: {name: sgd, learning_rate: 0.01}
                trainer: {epochs: 2, batch_size: 16, shards: 2}
                output: %s
                %s
                """.formatted(
                        csv, temp.resolve("out"), model.formatted(temp.resolve("m.pt"))));
    }
}
