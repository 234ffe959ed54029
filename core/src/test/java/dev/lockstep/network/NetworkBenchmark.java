package dev.lockstep.network;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Seeds;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
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

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private NetworkBenchmark() {}

    /**
     * How fast loops are.
     *
     * @param perSecond rows of all of them
     * @param perCoreSecond rows of one of them, for each second that it had a core: also where others want the cores
     */
    private record Rate(double perSecond, double perCoreSecond) {}

    /** What one thread does again and again; returns the rows of one time. */
    private interface Loop {
        int step();
    }

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        Libtorch.require(Device.CPU);
        Map<String, Supplier<Rate>> contenders = new LinkedHashMap<>();
        for (Precision precision : Precision.values()) {
            for (int threads : new int[] {1, 2}) {
                List<Loop> bare = loops(threads, () -> bare(precision));
                List<Loop> network = loops(threads, () -> network(precision));
                contenders.put(name("bare loop", precision, threads), () -> rate(bare));
                contenders.put(name("network", precision, threads), () -> rate(network));
            }
        }
        Map<String, List<Rate>> figures = new LinkedHashMap<>();
        double warm = contenders.values().stream()
                .mapToDouble(contender -> contender.get().perSecond())
                .sum();
        System.out.printf(Locale.ROOT, "warmed up, %,.0f rows/s in all; %d rounds%n", warm, rounds);
        for (int round = 0; round < rounds; round++) {
            contenders.forEach((name, contender) ->
                    figures.computeIfAbsent(name, n -> new ArrayList<>()).add(contender.get()));
        }
        System.out.printf("%-30s %12s %22s%n", "", "rows/s", "rows/s of a core's time");
        figures.forEach((name, rates) -> System.out.printf(
                Locale.ROOT,
                "%-30s %,12.0f %,22.0f%n",
                name,
                median(rates.stream().map(Rate::perSecond).toList()),
                median(rates.stream().map(Rate::perCoreSecond).toList())));
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

    /** Of all loops together, each in a thread of its own. */
    private static Rate rate(List<Loop> loops) {
        CountDownLatch start = new CountDownLatch(1);
        Rate[] rates = new Rate[loops.size()];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            int index = i;
            Thread thread = new Thread(() -> rates[index] = rate(loops.get(index), start));
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        threads.forEach(NetworkBenchmark::join);
        return new Rate(
                Arrays.stream(rates).mapToDouble(Rate::perSecond).sum(),
                Arrays.stream(rates).mapToDouble(Rate::perCoreSecond).average().orElse(0));
    }

    private static Rate rate(Loop loop, CountDownLatch start) {
        Libtorch.require(Device.CPU); // one thread for the library, in the thread at hand
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        long begin = System.nanoTime();
        long core = THREADS.getCurrentThreadCpuTime();
        long rows = 0;
        int steps = 0;
        double seconds = 0;
        while (seconds < SECONDS || steps < LEAST_STEPS) {
            rows += loop.step();
            steps++;
            seconds = (System.nanoTime() - begin) / (double) NANOS;
        }
        return new Rate(rows / seconds, rows * (double) NANOS / (THREADS.getCurrentThreadCpuTime() - core));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void ratio(Map<String, List<Rate>> figures, String above, String below) {
        List<Rate> a = figures.getOrDefault(above, List.of());
        List<Rate> b = figures.getOrDefault(below, List.of());
        System.out.printf(
                Locale.ROOT,
                "%s / %s: %s of rows/s, %s of a core's time%n",
                above,
                below,
                ratio(a, b, Rate::perSecond),
                ratio(a, b, Rate::perCoreSecond));
    }

    private static String ratio(List<Rate> a, List<Rate> b, ToDoubleFunction<Rate> of) {
        List<Double> ratios = IntStream.range(0, a.size())
                .mapToObj(i -> of.applyAsDouble(a.get(i)) / of.applyAsDouble(b.get(i)))
                .sorted()
                .toList();
        return String.format(
                Locale.ROOT, "%.3f (%.3f to %.3f)", median(ratios), ratios.get(0), ratios.get(ratios.size() - 1));
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
