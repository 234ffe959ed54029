package dev.lockstep.spark;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How the sums of a question get to the driver: whole, from each executor; or, where that is much for the driver to receive, in slices,
 * each of which one executor has added up, who fetched it from all others. Then the driver receives one gradient, however many
 * executors there are. The bits are the same, for every weight is added up along the same tree. Used by the training thread.
 */
final class Slicing {
    /** So many bytes may come to the driver at once without slices, which take one more turn of all executors. */
    private static final String THRESHOLD = "spark.lockstep.sliceThreshold";

    /** With two, the driver would receive half as much, and each of them as much as the driver. */
    private static final int LEAST_EXECUTORS = 3;

    private final long threshold;
    private final int shards;
    private final boolean local;
    private final Consumer<String> warnings;
    private final Traffic traffic;
    private OptionalLong bytesPerExecutor = OptionalLong.empty();
    private boolean tested;
    private boolean works = true;

    /**
     * Slices from a number of bytes on that Spark's configuration may have.
     *
     * @param traffic tells how many bytes have come
     * @param warnings hears if slices would be better, but do not work
     */
    Slicing(JavaSparkContext spark, int shards, Traffic traffic, Consumer<String> warnings) {
        this.threshold = spark.getConf().getSizeAsBytes(THRESHOLD, "32m");
        this.local = spark.isLocal();
        this.shards = shards;
        this.warnings = warnings;
        this.traffic = traffic;
    }

    /**
     * Asks all shards, and adds up what comes, as it comes, when all workers are gathered.
     *
     * @param number more than that of any question before, in whatever generation
     * @throws EndedException if the generation is over before all have answered
     */
    <T> T ask(Generation generation, long number, Question<T> question, Weights weights) throws EndedException {
        T sum = question.canBeSliced() && isWorthwhile(generation.executors(), weights)
                ? inSlices(generation, number, question, weights)
                : whole(generation, number, question, weights);
        generation.rest();
        return sum;
    }

    private <T> T whole(Generation generation, long number, Question<T> question, Weights weights)
            throws EndedException {
        SumTurn<T> turn = new SumTurn<>(number, question, weights, shards);
        long before = traffic.bytesReceived();
        generation.take(turn);
        if (question.canBeSliced()) {
            bytesPerExecutor = OptionalLong.of((traffic.bytesReceived() - before) / generation.executors());
        }
        return turn.sum();
    }

    private <T> T inSlices(Generation generation, long number, Question<T> question, Weights weights)
            throws EndedException {
        List<Integer> crews = generation.crews();
        CutTurn cut = new CutTurn(number, question, weights, crews.size());
        generation.take(cut);
        long bytes = cut.sources().stream().mapToLong(Order.Source::bytes).sum();
        bytesPerExecutor = OptionalLong.of(bytes / crews.size());
        AddTurn<T> add = new AddTurn<>(number, question, crews, cut.sources());
        generation.take(add);
        return add.sum();
    }

    /** Sums take as many bytes as they did last time, for sparse ones take fewer than weights do. */
    private boolean isWorthwhile(int executors, Weights weights) {
        long bytes = executors * bytesPerExecutor.orElse(weights.bytes());
        return !local && executors >= LEAST_EXECUTORS && bytes > threshold && works();
    }

    private boolean works() {
        if (!tested) {
            tested = true;
            Optional<Throwable> fault = BlockLink.test();
            works = fault.isEmpty();
            fault.ifPresent(why -> warnings.accept("executors cannot add up gradients among themselves here ("
                    + ReadFaults.oneLine(why) + "): the driver does, which is slower"));
        }
        return works;
    }
}
