package dev.lockstep.network;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Rows per second of gradients of a perceptron, 784-300-100-10, in batches of 512: {@link Network#addGradient} against
 * {@link BareLoop}, in float and in bfloat16, and two tasks in one process against two bare loops. Each round measures every one
 * of them, one after the other; figures are medians over rounds, and ratios are medians of the rounds' ratios.
 *
 * <p>{@code deploy/bin/lockstep-bench Network [rounds]}
 */
final class NetworkBenchmark {
    private static final double SECONDS = 1;
    private static final int LEAST_STEPS = 10;
    private static final int NANOS = 1_000_000_000;

    private NetworkBenchmark() {}

    /** What one thread does again and again; returns the rows of one time. */
    private interface Loop {
        int step();
    }

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        Libtorch.require(Device.CPU);
        Map<String, Supplier<Double>> contenders = new LinkedHashMap<>();
        for (Precision precision : Precision.values()) {
            for (int threads : new int[] {1, 2}) {
                List<Loop> bare = loops(threads, () -> bare(precision));
                List<Loop> network = loops(threads, () -> network(precision));
                contenders.put(name("bare loop", precision, threads), () -> rowsPerSecond(bare));
                contenders.put(name("network", precision, threads), () -> rowsPerSecond(network));
            }
        }
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        double warm = contenders.values().stream().mapToDouble(Supplier::get).sum();
        System.out.printf(Locale.ROOT, "warmed up, %,.0f rows/s in all; %d rounds%n", warm, rounds);
        for (int round = 0; round < rounds; round++) {
            contenders.forEach((name, contender) ->
                    figures.computeIfAbsent(name, n -> new ArrayList<>()).add(contender.get()));
        }
        figures.forEach(
                (name, values) -> System.out.printf(Locale.ROOT, "%-28s %,10.0f rows/s%n", name, median(values)));
        for (Precision precision : Precision.values()) {
            for (int threads : new int[] {1, 2}) {
                ratio(figures, name("network", precision, threads), name("bare loop", precision, threads));
            }
        }
        ratio(figures, name("network", Precision.BF16, 1), name("network", Precision.FP32, 1));
        ratio(figures, name("bare loop", Precision.BF16, 1), name("bare loop", Precision.FP32, 1));
    }

    private static String name(String what, Precision precision, int threads) {
        return what + ", " + precision.word() + (threads == 1 ? "" : ", " + threads + " threads");
    }

    private static List<Loop> loops(int threads, Supplier<Loop> make) {
        return IntStream.range(0, threads).mapToObj(i -> make.get()).toList();
    }

    private static float[] rows() {
        float[] rows = new float[BareLoop.ROWS * 784];
        var random = Seeds.generator(1);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (random.nextLong() >>> 40) * 0x1p-24f;
        }
        return rows;
    }

    private static Loop bare(Precision precision) {
        float[] rows = rows();
        BareLoop loop = new BareLoop(precision == Precision.BF16);
        return () -> {
            loop.step(rows);
            return BareLoop.ROWS;
        };
    }

    private static Loop network(Precision precision) {
        Activation relu = Activation.of(ActivationFunction.RELU);
        Network network = NetworkBuilder.of(784)
                .add(new Dense(300, relu))
                .add(new Dense(100, relu))
                .add(new Dense(10))
                .execution(precision, Device.CPU)
                .build(
                        Target.classes(IntStream.range(0, 10)
                                .mapToObj(Integer::toString)
                                .toList()),
                        CrossEntropy.DEFAULT);
        float[] theta = network.initialWeights(1);
        float[] rows = rows();
        Batch batch = Batch.dense(784, BareLoop.ROWS);
        for (int r = 0; r < BareLoop.ROWS; r++) {
            batch.addDense(rows, r * 784, r % 10, 1);
        }
        return () -> {
            network.addGradient(theta, batch, Seeds.generator(1), new GradientSum(theta.length));
            return batch.rows();
        };
    }

    /** Of all loops together, each in a thread of its own; the time is the longest thread's. */
    private static double rowsPerSecond(List<Loop> loops) {
        CountDownLatch start = new CountDownLatch(1);
        double[] rates = new double[loops.size()];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            int index = i;
            Thread thread = new Thread(() -> rates[index] = rate(loops.get(index), start));
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        threads.forEach(NetworkBenchmark::join);
        return Arrays.stream(rates).sum();
    }

    private static double rate(Loop loop, CountDownLatch start) {
        Libtorch.require(Device.CPU); // one thread for the library, in the thread at hand
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        long begin = System.nanoTime();
        long rows = 0;
        int steps = 0;
        double seconds = 0;
        while (seconds < SECONDS || steps < LEAST_STEPS) {
            rows += loop.step();
            steps++;
            seconds = (System.nanoTime() - begin) / (double) NANOS;
        }
        return rows / seconds;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void ratio(Map<String, List<Double>> figures, String above, String below) {
        List<Double> a = figures.getOrDefault(above, List.of());
        List<Double> b = figures.getOrDefault(below, List.of());
        List<Double> ratios =
                IntStream.range(0, a.size()).mapToObj(i -> a.get(i) / b.get(i)).toList();
        double[] sorted = ratios.stream().mapToDouble(r -> r).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s / %s: %.3f (%.3f to %.3f)%n",
                above,
                below,
                median(ratios),
                sorted[0],
                sorted[sorted.length - 1]);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
