package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.checkpoint.LocalFolder;
import dev.lockstep.checkpoint.SavedModel;
import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Inputs;
import dev.lockstep.model.ModelFiles;
import dev.lockstep.model.Models;
import dev.lockstep.model.Squared;
import dev.lockstep.numeric.Named;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TorchScriptTest {
    private static final float[] W = {0.5f, -1, 2, 1, 0.25f, -0.5f};
    private static final float[] V = {1, -2, 0.5f};
    private static final String PERCEPTRON = """
            def forward(self, x):
                return torch.linear(torch.tanh(torch.linear(x, self.w, self.b)), self.v)
            """;

    @TempDir
    private Path temp = Path.of("");

    private static Map<String, Tensor> perceptron() {
        Libtorch.require(Device.CPU);
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put("w", Programs.tensor(new long[] {3, 2}, W));
        parameters.put("b", Programs.tensor(new long[] {3}, 0.1f, 0.2f, 0.3f));
        parameters.put("v", Programs.tensor(new long[] {1, 3}, V));
        return parameters;
    }

    private static TorchScript model(String code, Map<String, Tensor> parameters, Map<String, Tensor> buffers) {
        return new TorchScript(
                "m.pt", Programs.of(code, parameters, buffers), Shape.of(2), Target.number(), new Squared());
    }

    private static Batch rows(int n) {
        Batch batch = Batch.dense(2, n);
        for (int r = 0; r < n; r++) {
            batch.addDense(new float[] {r - 1.5f, 0.5f * r}, 0, r % 3, 1 + r % 2);
        }
        return batch;
    }

    private static GradientSum sum(TorchScript model, float[] theta, long seed) {
        GradientSum sum = new GradientSum(theta.length);
        model.addGradient(theta, rows(5), Seeds.generator(seed), sum);
        return sum;
    }

    @Test
    void parametersAndBuffersAreTensorsByTheirNames() {
        Map<String, Tensor> trained = perceptron();
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put("fixed", Programs.tensor(new long[] {}, 1)); // the first there, but not trained
        parameters.putAll(trained);
        TorchScript model = model(PERCEPTRON, parameters, Map.of("mean", Programs.tensor(new long[] {2}, 7, 8)));
        assertThat(model.parameters().parameters())
                .containsExactly(
                        new Parameter("w", List.of(3, 2), true, true),
                        new Parameter("b", List.of(3), true, false),
                        new Parameter("v", List.of(1, 3), true, true),
                        new Parameter("fixed", List.of(), false, false),
                        new Parameter("mean", List.of(2), false, false));
        float[] first = model.initialWeights(1);
        assertThat(Arrays.copyOf(first, 6)).containsExactly(W);
        assertThat(Arrays.copyOfRange(first, 12, 15)).containsExactly(1, 7, 8);
        assertThat(List.of(model.width(), model.scores())).containsExactly(2, 1);
    }

    @Test
    void scoresAndGradientsAreThoseOfTheSameNetwork() {
        TorchScript model = model(PERCEPTRON, perceptron(), Map.of());
        Network network = NetworkBuilder.of(2)
                .add(new Dense(3, Activation.of(ActivationFunction.TANH)))
                .add(new Dense(1, Activation.NONE, Constant.ZEROS, false))
                .build(Target.number(), new Squared());
        float[] theta = new float[model.parameters().size()];
        Arrays.setAll(new Object[theta.length], i -> theta[i] = (i % 5 - 2) / 4f);
        float[] scores = new float[5];
        float[] expected = new float[5];
        model.predict(theta, rows(5), scores);
        network.predict(theta, rows(5), expected);
        assertThat(scores).usingComparatorWithPrecision(1e-6f).containsExactly(expected);

        GradientSum expectedSum = new GradientSum(theta.length);
        network.addGradient(theta, rows(5), Seeds.generator(1), expectedSum);
        GradientSum sum = sum(model, theta, 1);
        assertThat(sum.gradient()).usingComparatorWithPrecision(1e-5f).containsExactly(expectedSum.gradient());
        assertThat(sum.loss()).isCloseTo(expectedSum.loss(), within(1e-5));
        assertThat(sum.weight()).isEqualTo(expectedSum.weight());
        assertThat(sum(model, theta, 2).gradient()).containsExactly(sum.gradient());
    }

    @Test
    void scoresOfARowDoNotDependOnItsNeighbours() {
        TorchScript model = model(PERCEPTRON, perceptron(), Map.of());
        float[] theta = model.initialWeights(1);
        float[] all = new float[5];
        float[] some = new float[3];
        model.predict(theta, rows(5), all);
        model.predict(theta, rows(3), some);
        assertThat(some).containsExactly(Arrays.copyOf(all, 3));
    }

    @Test
    void newValuesOfBuffersAreWeightedLikeTheRows() {
        TorchScript model = model(
                """
                def forward(self, x):
                    if self.training:
                        self.mean.copy_(0.5 * self.mean + 0.5 * x.mean(0))
                        self.count.add_(1)
                    return torch.linear(x - self.mean, self.w) * self.count
                """,
                Map.of("w", Programs.tensor(new long[] {1, 2}, 1, 1)),
                Map.of(
                        "mean",
                        Programs.tensor(new long[] {2}, 4, 4),
                        "count",
                        torch.ones(1).to(ScalarType.Long)));
        float[] theta = {1, 1, 4, 4};
        GradientSum sum = sum(model, theta, 1);
        assertThat(sum.gradient()[2] / sum.weight()).isCloseTo(2 + 0.25, within(1e-6)); // rows have a mean of 0.5 and 1
        assertThat(sum.gradient()[3] / sum.weight()).isCloseTo(2.5, within(1e-6));
        assertThat(sum(model, theta, 1).gradient()).containsExactly(sum.gradient()); // counters begin anew
        float[] scores = new float[5];
        model.predict(theta, rows(5), scores);
        assertThat(scores[0]).isEqualTo(-1.5f - 4 - 4);
    }

    @Test
    void whatAProgramDrawsIsDecidedByTheSeed() {
        TorchScript model = model("""
                def forward(self, x):
                    return torch.linear(torch.dropout(x.repeat(1, 40), 0.5, self.training), self.w)
                """, Map.of("w", torch.ones(1, 80)), Map.of());
        float[] theta = model.initialWeights(1);
        float[] first = sum(model, theta, 1).gradient();
        assertThat(sum(model, theta, 2).gradient()).isNotEqualTo(first);
        List<float[]> together = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> sum(model, theta, 1).gradient())
                .toList();
        assertThat(together).allSatisfy(gradient -> assertThat(gradient).containsExactly(first));
    }

    @Test
    void travelsInBytesWithItsFile() throws IOException, ClassNotFoundException {
        TorchScript model = model(PERCEPTRON, perceptron(), Map.of());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(model);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            TorchScript arrived = (TorchScript) in.readObject();
            float[] theta = model.initialWeights(1);
            assertThat(arrived.parameters()).isEqualTo(model.parameters());
            assertThat(sum(arrived, theta, 1).gradient())
                    .containsExactly(sum(model, theta, 1).gradient());
        }
    }

    @Test
    void isSavedAsAProgramWithItsNewWeightsAndLoadsOnlyIfTrusted() throws IOException {
        byte[] program = Programs.of(PERCEPTRON, perceptron(), Map.of());
        Named settings = new Named("torchscript", Map.of("path", "any/where.pt", "trusted", true));
        SavedModel saved = new SavedModel(
                settings,
                Named.of("squared"),
                2,
                Target.number(),
                Optional.empty(),
                new SavedModel.Reading("csv", Map.of()),
                Map.of());
        float[] theta = new float[12];
        Arrays.fill(theta, 0.25f);
        LocalFolder folder = new LocalFolder(temp.resolve("model"));
        new TrainedModel(saved, saved.newModel(path -> program), theta).save(folder);

        assertThatThrownBy(() -> TrainedModel.load(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("model.pt is a program, which may do on every machine")
                .hasMessageEndingWith("add --trusted if you know where it comes from");
        TrainedModel loaded = TrainedModel.load(folder, true);
        assertThat(loaded.theta()).containsExactly(theta);
        assertThat(loaded.model().initialWeights(1)).containsExactly(theta); // the program has them too
        float[] scores = new float[5];
        loaded.model().predict(theta, rows(5), scores);
        assertThat(scores[3]).isCloseTo(0.75f * (float) Math.tanh(0.25 * (1.5 + 1.5 + 1)), within(1e-6f));
    }

    @Test
    void badFilesAreNamed() {
        refuses(
                "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "m.pt is no TorchScript file (",
                "not a ZIP archive");
        refuses(
                Programs.of(PERCEPTRON.replace("self.w,", "self.w.t(),"), perceptron(), Map.of()),
                "m.pt does not take rows of [2] (mat1 and mat2 shapes cannot be multiplied (512x2 and 3x2)): say the dimensions");
        refuses(
                Programs.of("def forward(self, x, y):\n    return x\n", Map.of(), Map.of()),
                "m.pt does not take rows of [2] (forward() is missing value for argument 'y'");
        refuses(
                Programs.of("def forward(self, x):\n    return x\n", Map.of(), Map.of()),
                "m.pt gives scores of [512, 2] for 512 rows, and the loss needs [512, 1]: change its last layer, or the loss");
        refuses(
                Programs.of("def forward(self, x):\n    return (x, x)\n", Map.of(), Map.of()),
                "m.pt gives Tuple, and a tensor of scores is wanted: return that alone");
        refuses(
                Programs.of(
                        "def forward(self, x):\n    return x\n",
                        Map.of("w", torch.ones(2).to(ScalarType.Double)),
                        Map.of()),
                "m.pt has parameter w of Double, and floats are wanted: save model.float()");
    }

    private static void refuses(byte[] program, String... parts) {
        assertThatThrownBy(() -> new TorchScript("m.pt", program, Shape.of(2), Target.number(), new Squared()))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(parts)
                .doesNotContain("\n");
    }

    @Test
    void settingsSayThatItIsTrusted() {
        byte[] program = Programs.of("def forward(self, x):\n    return x.flatten(1).sum(1)\n", Map.of(), Map.of());
        Map<String, Object> settings = new LinkedHashMap<>(Map.of("path", "m.pt", "input", List.of(2, 2)));
        ModelFiles files = path -> {
            if (!path.equals("m.pt")) {
                throw new NoSuchFileException(path);
            }
            return program;
        };
        assertThatThrownBy(() -> Models.completed("torchscript", settings, Target.number(), new Squared()))
                .hasMessage(
                        "path: m.pt is a program, which may do on every machine of the cluster what you may do there:"
                                + " write trusted: true if you know where it comes from");
        settings.put("trusted", true);
        assertThat(Models.completed("torchscript", settings, Target.number(), new Squared()))
                .isEqualTo(settings);
        TorchScript made = (TorchScript)
                Models.of("torchscript", settings, Inputs.vector(4), Target.number(), new Squared(), files);
        assertThat(made.input()).isEqualTo(Shape.of(2, 2));
        refuses(settings, 5, files, "input [2, 2] has 4 values, but rows have 5 features");
        settings.put("path", "n.pt");
        refuses(settings, 4, files, "path: n.pt does not exist: check it");
        refuses(settings, 4, ModelFiles.NONE, "path: n.pt cannot be read: n.pt cannot be read here");
        assertThatThrownBy(() -> Models.of("torchscript", settings, Inputs.vector(4), Target.number(), new Squared()))
                .hasMessageContaining("cannot be read here");
        settings.remove("path");
        refuses(settings, 4, files, "model torchscript needs the setting path");
    }

    private static void refuses(Map<String, ?> settings, int width, ModelFiles files, String message) {
        assertThatThrownBy(() ->
                        Models.of("torchscript", settings, Inputs.vector(width), Target.number(), new Squared(), files))
                .hasMessageContaining(message);
    }
}
