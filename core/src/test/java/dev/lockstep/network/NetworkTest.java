package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Squared;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

final class NetworkTest {
    private static final Target THREE = Target.classes(List.of("a", "b", "c"));
    private static final Activation TANH = Activation.of(ActivationFunction.TANH);
    private static final int WIDTH = 6;

    /** Of scores up to 3 that are sums of up to 784 products. */
    private static final float ROUNDING = 1e-5f;

    private static Network network(Precision precision) {
        return NetworkBuilder.of(2, 3)
                .add(new Flatten())
                .add(new Dense(5, TANH))
                .add("last", new Dense(3))
                .execution(precision, Device.CPU)
                .build(THREE, new CrossEntropy(0.1));
    }

    private static final Network NETWORK = network(Precision.FP32);

    @Test
    void tensorsAreNamedByTheirLayers() {
        assertThat(NETWORK.parameters().parameters())
                .containsExactly(
                        new Parameter("layer2.weight", List.of(5, 6), true, true),
                        new Parameter("layer2.bias", List.of(5), true, false),
                        new Parameter("last.weight", List.of(3, 5), true, true),
                        new Parameter("last.bias", List.of(3), true, false));
        assertThat(NETWORK.width()).isEqualTo(WIDTH);
        assertThat(NETWORK.scores()).isEqualTo(3);
    }

    @Test
    void firstWeightsDependOnTheSeedAndTheNameOfTheirTensor() {
        float[] weights = NETWORK.initialWeights(1);
        assertThat(NETWORK.initialWeights(1)).isEqualTo(weights);
        assertThat(NETWORK.initialWeights(2)).isNotEqualTo(weights);
        assertThat(Arrays.copyOfRange(weights, 30, 35)).containsOnly(0);
        Network deeper = NetworkBuilder.of(2, 3)
                .add(new Flatten())
                .add(new Dense(5, TANH))
                .add(new Dense(5))
                .add("last", new Dense(3))
                .build(THREE, CrossEntropy.DEFAULT);
        float[] others = deeper.initialWeights(1);
        assertThat(Arrays.copyOfRange(others, 65, 80)).isEqualTo(Arrays.copyOfRange(weights, 35, 50));
    }

    /** Truncation of h² / 6 · l''', and rounding of the float scores, 1e-7 each, divided by 2h = 1/64. */
    @Test
    void gradientIsThatOfTheWeightedLoss() {
        Batch batch = batch(7, false);
        float[] theta = NETWORK.initialWeights(3);
        GradientSum sum = gradient(NETWORK, theta, batch);

        assertThat(sum.rows()).isEqualTo(7);
        assertThat(sum.loss()).isCloseTo(loss(NETWORK, theta, batch), within(1e-6));
        for (int i = 0; i < theta.length; i++) {
            float x = theta[i];
            theta[i] = x + 0x1p-7f;
            double above = loss(NETWORK, theta, batch);
            theta[i] = x - 0x1p-7f;
            double below = loss(NETWORK, theta, batch);
            theta[i] = x;
            assertThat((double) sum.gradient()[i])
                    .as("weight %d", i)
                    .isCloseTo((above - below) * 64, within(4e-4 * sum.weight()));
        }
    }

    @Test
    void callsAddUp() {
        float[] theta = NETWORK.initialWeights(3);
        GradientSum once = gradient(NETWORK, theta, batch(7, false));
        GradientSum twice = gradient(NETWORK, theta, batch(7, false));
        NETWORK.addGradient(theta, batch(7, false), Seeds.generator(0), twice);
        assertThat(twice.rows()).isEqualTo(14);
        assertThat(twice.loss()).isCloseTo(2 * once.loss(), within(1e-9));
        for (int i = 0; i < theta.length; i++) {
            assertThat(twice.gradient()[i]).isEqualTo(2 * once.gradient()[i]);
        }
    }

    @Test
    void sparseRowsAreDenseRowsWithZeros() {
        float[] theta = NETWORK.initialWeights(3);
        GradientSum dense = gradient(NETWORK, theta, batch(9, false));
        GradientSum sparse = gradient(NETWORK, theta, batch(9, true));
        assertThat(sparse.gradient()).isEqualTo(dense.gradient());
        assertThat(sparse.loss()).isEqualTo(dense.loss());
    }

    @Test
    void rowsWithoutWeightChangeNothing() {
        float[] theta = NETWORK.initialWeights(3);
        Batch batch = batch(1, false);
        batch.weights()[0] = 0;
        GradientSum sum = gradient(NETWORK, theta, batch);
        assertThat(sum.gradient()).containsOnly(0);
        assertThat(sum.loss()).isZero();
        assertThat(sum.rows()).isEqualTo(1);
    }

    @Test
    void halfPrecisionIsNearSinglePrecision() {
        float[] theta = NETWORK.initialWeights(3);
        float[] full = gradient(NETWORK, theta, batch(30, false)).gradient();
        float[] half =
                gradient(network(Precision.BF16), theta, batch(30, false)).gradient();
        assertThat(half).isNotEqualTo(full);
        double norm = 0;
        double distance = 0;
        for (int i = 0; i < full.length; i++) {
            norm += (double) full[i] * full[i];
            distance += (double) (full[i] - half[i]) * (full[i] - half[i]);
        }
        // bfloat16 has eight bits: each product is off by up to 2⁻⁸.
        assertThat(Math.sqrt(distance / norm)).isLessThan(0.02);
    }

    @Test
    void comesThroughBytesUnchanged() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(NETWORK);
        }
        Network copy;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            copy = (Network) in.readObject();
        }
        assertThat(copy).isEqualTo(NETWORK).hasSameHashCodeAs(NETWORK).hasToString(NETWORK.toString());
        assertThat(copy.parameters()).isEqualTo(NETWORK.parameters());
        assertThat(gradient(copy, copy.initialWeights(3), batch(4, false)).gradient())
                .isEqualTo(gradient(NETWORK, NETWORK.initialWeights(3), batch(4, false))
                        .gradient());
        assertThat(network(Precision.BF16)).isNotEqualTo(NETWORK);
    }

    /** Threads at once, as tasks are in one process, and again and again. */
    @Test
    void manyThreadsGiveTheBitsOfOne() throws Exception {
        Network wide = NetworkBuilder.of(40)
                .add(new Dense(64, Activation.of(ActivationFunction.RELU)))
                .add(new Dense(1))
                .build(Target.number(), new Squared());
        float[] theta = wide.initialWeights(1);
        float[] expected = gradient(wide, theta, numbers(200)).gradient();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<float[]>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                calls.add(() -> gradient(wide, theta, numbers(200)).gradient());
            }
            for (Future<float[]> gradient : threads.invokeAll(calls)) {
                assertThat(gradient.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    /**
     * So that predict, which packs rows otherwise than evaluate, says the same of each: bit for bit where libtorch's products have the same bits
     * wherever a row lies among others, as they do with AVX-512, else but for rounding.
     */
    @Test
    void scoresOfARowDoNotDependOnItsNeighbours() {
        Network wide = NetworkBuilder.of(784)
                .add(new Dense(300, Activation.of(ActivationFunction.RELU)))
                .add(new Dense(100, Activation.of(ActivationFunction.GELU)))
                .add(new Dense(10))
                .build(Target.classes(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")), CrossEntropy.DEFAULT);
        float[] theta = wide.initialWeights(1);
        RandomGenerator random = Seeds.generator(5);
        float[] rows = new float[700 * 784];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) Normal.standard(random);
        }
        float[] all = scores(wide, theta, rows, 0, 700);
        Offset<Float> rounding = Offset.offset(productsDependOnPlaces() ? ROUNDING : 0f);
        for (int[] part : new int[][] {{0, 1}, {3, 17}, {100, 612}, {333, 340}, {0, 699}}) {
            assertThat(scores(wide, theta, rows, part[0], part[1]))
                    .as("rows %d to %d", part[0], part[1])
                    .containsExactly(Arrays.copyOfRange(all, 10 * part[0], 10 * part[1]), rounding);
        }
    }

    /** Whether equal rows have unequal products with a matrix, as OpenBLAS has them with the instructions of AVX2. */
    @SuppressWarnings("try") // the scope works by being there
    private static boolean productsDependOnPlaces() {
        float[] weights = new float[300 * 784];
        float[] rows = new float[1024 * 784];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) StrictMath.sin(i);
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) StrictMath.cos(i % 784);
        }
        try (PointerScope scope = new PointerScope()) {
            float[] products = new float[1024 * 300];
            torch.linear(
                            torch.from_blob(new FloatPointer(rows), new long[] {1024, 784}),
                            torch.from_blob(new FloatPointer(weights), new long[] {300, 784}),
                            new TensorOptional())
                    .data_ptr_float()
                    .get(products);
            float[] first = Arrays.copyOf(products, 300);
            return IntStream.range(1, 1024)
                    .anyMatch(row -> !Arrays.equals(first, Arrays.copyOfRange(products, 300 * row, 300 * row + 300)));
        }
    }

    private static float[] scores(Network network, float[] theta, float[] rows, int from, int to) {
        Batch batch = Batch.dense(784, to - from);
        for (int r = from; r < to; r++) {
            batch.addDense(rows, r * 784, 0, 1);
        }
        float[] scores = new float[10 * (to - from)];
        network.predict(theta, batch, scores);
        return scores;
    }

    @Test
    void layersThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> NetworkBuilder.of(2, 3).add(new Dense(3)).build(THREE, CrossEntropy.DEFAULT))
                .hasMessage(
                        "layer1 (dense) takes rows of one dimension, but rows of [2, 3] came: put flatten before it");
        assertThatThrownBy(() -> NetworkBuilder.of(4).add(new Dense(5)).build(THREE, CrossEntropy.DEFAULT))
                .hasMessage("layers: layer1 (dense) gives rows of [5], but loss cross_entropy needs 3 scores: end with"
                        + " {dense: classes}");
        assertThatThrownBy(() -> NetworkBuilder.of(2, 3).build(THREE, CrossEntropy.DEFAULT))
                .hasMessage("layers: there are no layers, so rows of [2, 3], but loss cross_entropy needs 3 scores: end"
                        + " with {dense: classes}, and flatten before it");
        assertThatThrownBy(() ->
                        NetworkBuilder.of(6).add(new Reshape(List.of(4, -1))).build(THREE, CrossEntropy.DEFAULT))
                .hasMessage("layer1 (reshape) makes rows of [4, -1], but rows of [6] came, which have 6 values: write"
                        + " dimensions whose product is that");
        assertThatThrownBy(() -> NetworkBuilder.of(1 << 16)
                        .add(new Dense(1 << 15))
                        .add(new Dense(1))
                        .build(Target.number(), new Squared()))
                .hasMessage("layers have more than 2³¹ − 1 weights: use smaller ones");
        assertThatThrownBy(() -> NETWORK.predict(new float[3], batch(1, false), new float[3]))
                .hasMessage("a network of 6 features and 53 weights got rows of 6 features and 3 weights");
    }

    @Test
    void blocksHoldAsManyRowsAsFit() {
        assertThat(NETWORK.blockRows()).isEqualTo(1024);
        assertThat(NETWORK.gradientRows()).isEqualTo(4096);
        Network large = NetworkBuilder.of(1 << 20).add(new Dense(1)).build(Target.number(), new Squared());
        assertThat(large.blockRows()).isEqualTo(64); // with fewer, a row's place would show
        assertThat(large.gradientRows()).isEqualTo(4);
    }

    private static GradientSum gradient(Network network, float[] theta, Batch batch) {
        GradientSum sum = new GradientSum(theta.length);
        network.addGradient(theta, batch, Seeds.generator(0), sum);
        return sum;
    }

    private static double loss(Network network, float[] theta, Batch batch) {
        int count = network.scores();
        float[] scores = new float[batch.rows() * count];
        network.predict(theta, batch, scores);
        double sum = 0;
        for (int r = 0; r < batch.rows(); r++) {
            sum += batch.weights()[r] * network.loss().value(scores, r * count, (r + 1) * count, batch.labels()[r]);
        }
        return sum;
    }

    private static Batch batch(int rows, boolean sparse) {
        RandomGenerator random = Seeds.generator(9);
        Batch batch = sparse ? Batch.sparse(WIDTH, rows) : Batch.dense(WIDTH, rows);
        for (int r = 0; r < rows; r++) {
            float[] row = new float[WIDTH];
            int[] indices = {0, 2, 3};
            float[] values = new float[3];
            for (int i = 0; i < 3; i++) {
                values[i] = (float) Normal.standard(random);
                row[indices[i]] = values[i];
            }
            float label = r % 3;
            float weight = (float) (3 * Uniform.unit(random));
            if (sparse) {
                batch.addSparse(indices, values, 0, 3, label, weight);
            } else {
                batch.addDense(row, 0, label, weight);
            }
        }
        return batch;
    }

    private static Batch numbers(int rows) {
        RandomGenerator random = Seeds.generator(9);
        Batch batch = Batch.dense(40, rows);
        for (int r = 0; r < rows; r++) {
            float[] row = new float[40];
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) Normal.standard(random);
            }
            batch.addDense(row, 0, row[3], 1);
        }
        return batch;
    }
}
