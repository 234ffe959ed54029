package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Target;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.Evaluation;
import dev.lockstep.model.Metrics;
import dev.lockstep.optim.Adam;
import dev.lockstep.schedule.Constant;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the textbook says of deep networks, on 4,000 pictures of Fashion-MNIST: twenty layers of selu with LeCun's weights learn, and
 * twenty of sigmoid with small normal weights do not. Skipped where {@code LOCKSTEP_DATA} has no such files.
 */
final class DepthTest {
    private static final int ROWS = 4_000;
    private static final int PIXELS = 784;
    private static final int DEPTH = 20;
    private static final int IMAGE_HEADER = 16;
    private static final int LABEL_HEADER = 8;
    /** Of all pixels of the training set. */
    private static final float MEAN = 0.286f;

    private static final float DEVIATION = 0.353f;
    /** The loss of somebody who knows only that there are ten classes. */
    private static final double CHANCE = StrictMath.log(10);

    private static final Target TARGET =
            Target.classes(IntStream.range(0, 10).mapToObj(Integer::toString).toList());

    private static float[] pixels = {};
    private static float[] labels = {};

    @BeforeAll
    static void read() throws IOException {
        byte[] images = bytes("train-images-idx3-ubyte.gz", IMAGE_HEADER, ROWS * PIXELS);
        byte[] classes = bytes("train-labels-idx1-ubyte.gz", LABEL_HEADER, ROWS);
        pixels = new float[ROWS * PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = ((images[i] & 0xFF) / 255f - MEAN) / DEVIATION;
        }
        labels = new float[ROWS];
        for (int r = 0; r < ROWS; r++) {
            labels[r] = classes[r];
        }
    }

    private static byte[] bytes(String name, int header, int count) throws IOException {
        String folder = System.getenv().getOrDefault("LOCKSTEP_DATA", "data");
        Path file = Path.of(folder, "fashion-mnist", name);
        assumeTrue(Files.exists(file), file + " is not here: set LOCKSTEP_DATA to the folder with the data sets");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            in.skipNBytes(header);
            return in.readNBytes(count);
        }
    }

    @Test
    void twentyLayersOfSeluLearn() {
        Evaluation evaluation = train(Activation.of(ActivationFunction.SELU), VarianceScaling.LECUN_NORMAL);
        assertThat(evaluation.metrics().get("accuracy")).isGreaterThan(0.7);
        assertThat(evaluation.loss()).isLessThan(0.4 * CHANCE);
    }

    @Test
    void twentyLayersOfSigmoidWithSmallNormalWeightsDoNot() {
        Evaluation evaluation = train(Activation.of(ActivationFunction.SIGMOID), new Normal(0.05));
        assertThat(evaluation.metrics().get("accuracy")).isLessThan(0.25);
        assertThat(evaluation.loss()).isGreaterThan(0.95 * CHANCE);
    }

    /** How good it is on the rows that it was trained on, after four epochs of 32 steps. */
    private static Evaluation train(Activation activation, Initializer initializer) {
        NetworkBuilder builder = NetworkBuilder.of(PIXELS);
        for (int layer = 0; layer < DEPTH; layer++) {
            builder.add(new Dense(100, activation, initializer, true));
        }
        Network network = builder.add(new Dense(10)).build(TARGET, CrossEntropy.DEFAULT);
        Map<Split, Sharding> shardings = Map.of(Split.TRAINING, new Sharding(ROWS, 1, 1, 1));
        ShardTask task =
                new ShardTask(network, TARGET, List.of(Metrics.of("accuracy", Map.of())), new float[0], shardings);
        Chunk chunk = new Chunk(new DenseFeatures(ROWS, PIXELS, pixels), labels, new float[0]);
        TrainerSettings settings =
                new TrainerSettings(4, 128, 1, Long.MAX_VALUE, Monitor.TRAINING_LOSS, Optional.empty());
        try (LocalGradients gradients = new LocalGradients(task, (split, number) -> chunk, 1)) {
            Trainer trainer = new Trainer(network, Adam.DEFAULT, new Constant(0.001), settings, List.of());
            return gradients.evaluate(trainer.fit(gradients).lastWeights(), Split.TRAINING);
        }
    }
}
