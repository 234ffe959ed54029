package dev.lockstep.network;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The memory of the process after 20,000 gradients against that after 2,000: what libtorch allocates must be freed step by step, since
 * Java's garbage collector does not see it. A perceptron 784-300-100-10 in two threads, and a step of 64 rows each, in a process of its
 * own, all of whose heap is in memory from the start.
 */
public final class NetworkMemoryBenchmark {
    private static final String MEASURE = "measure";
    private static final int EARLY = 2_000;
    private static final int LATE = 20_000;
    private static final double BOUND = 1.02;
    private static final int ROWS = 64;
    private static final int WIDTH = 784;

    private NetworkMemoryBenchmark() {}

    /** Starts the process that measures itself. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals(MEASURE)) {
            measure();
            return;
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms256m",
                        "-Xmx256m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NetworkMemoryBenchmark.class.getName(),
                        MEASURE)
                .inheritIO()
                .start();
        System.exit(process.waitFor());
    }

    private static void measure() throws Exception {
        Network network = NetworkBuilder.of(WIDTH)
                .add(new Dense(300, Activation.of(ActivationFunction.RELU)))
                .add(new Dense(100, Activation.of(ActivationFunction.RELU)))
                .add(new Dense(10))
                .build(
                        Target.classes(IntStream.range(0, 10)
                                .mapToObj(Integer::toString)
                                .toList()),
                        CrossEntropy.DEFAULT);
        float[] theta = network.initialWeights(1);
        Worker first = new Worker(network, theta, 1);
        Worker second = new Worker(network, theta, 2);
        run(first, second, EARLY);
        double early = residentMegabytes();
        run(first, second, LATE - EARLY);
        double late = residentMegabytes();
        System.out.printf(
                Locale.ROOT,
                "resident after %,d steps %.1f MB, after %,d steps %.1f MB: %.3f times; the bound is %.2f: %s%n",
                EARLY,
                early,
                LATE,
                late,
                late / early,
                BOUND,
                late <= BOUND * early ? "reached" : "MISSED");
    }

    private static void run(Worker first, Worker second, int steps) throws InterruptedException {
        List<Thread> threads = List.of(new Thread(() -> first.run(steps)), new Thread(() -> second.run(steps)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Of the whole process, once garbage is collected. */
    private static double residentMegabytes() throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private record Worker(Network network, List<float[]> theta, Batch batch) {
        Worker(Network network, float[] theta, long seed) {
            this(network, List.of(theta), Batch.dense(WIDTH, ROWS));
            RandomGenerator random = Seeds.generator(seed);
            float[] row = new float[WIDTH];
            for (int r = 0; r < ROWS; r++) {
                for (int i = 0; i < WIDTH; i++) {
                    row[i] = (float) Uniform.unit(random);
                }
                batch.addDense(row, 0, r % 10, 1);
            }
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                GradientSum sum = new GradientSum(theta.get(0).length);
                network.addGradient(theta.get(0), batch, Seeds.generator(step), sum);
            }
        }
    }
}
