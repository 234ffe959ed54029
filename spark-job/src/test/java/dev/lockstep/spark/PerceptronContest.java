package dev.lockstep.spark;

import dev.lockstep.config.RunConfig;
import dev.lockstep.train.Split;
import java.util.List;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;

/**
 * The textbook's perceptron, 784-300-100-10.
 *
 * @param onePass the same training, cut to one epoch
 * @param iterations of MLlib
 * @param blockSizes of MLlib, which counts with the better of its times and the better of its accuracies
 */
record PerceptronContest(MllibRows rows, RunConfig config, RunConfig onePass, int iterations, List<Integer> blockSizes)
        implements MllibContest {
    /** What reached MLlib's accuracy in a prototype. */
    static final List<String> SETTINGS = List.of(
            "optimizer=adam",
            "schedule={name: one_cycle, max_learning_rate: 0.004}",
            "trainer.batch_size=1024",
            "trainer.epochs=3");

    static final int ITERATIONS = 100;

    PerceptronContest {
        blockSizes = List.copyOf(blockSizes);
    }

    @Override
    public Reached mllib(boolean warmingUp) {
        double seconds = Double.POSITIVE_INFINITY;
        double accuracy = 0;
        for (int blockSize : blockSizes) {
            MultilayerPerceptronClassifier classifier = new MultilayerPerceptronClassifier()
                    .setLayers(new int[] {784, 300, 100, 10})
                    .setBlockSize(blockSize)
                    .setMaxIter(warmingUp ? 1 : iterations)
                    .setSeed(config.trainer().seed());
            Reached reached = MllibContest.accuracy(rows, () -> classifier.fit(rows.vectors(Split.TRAINING)));
            System.err.println("mlp, MLlib, blocks of " + blockSize + ": " + reached);
            seconds = Math.min(seconds, reached.seconds());
            accuracy = Math.max(accuracy, reached.figure());
        }
        return new Reached(seconds, accuracy);
    }

    @Override
    public Reached lockstep(double goal, boolean warmingUp) {
        return MllibContest.accuracy(rows, warmingUp ? onePass : config);
    }
}
