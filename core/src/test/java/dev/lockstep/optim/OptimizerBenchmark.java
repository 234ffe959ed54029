package dev.lockstep.optim;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The time of one update, as the trainer makes it: from one array of weights to another, with the norms at hand. Beside it, in
 * the same run and on as many threads, {@code arraycopy} between two such arrays, which shows what the memory gives.
 *
 * <p>Arguments: numbers of weights, and names of optimizers ({@code adam}), also with PyTorch's rule ({@code adam/pytorch}); by
 * default one million and 100 million, and all of them. 100 million take 4 GB of heap.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(value = 1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OptimizerBenchmark {
    private static final String COPY = "arraycopy";
    private static final String CLIPPED = "adam, clipped and decayed";
    private static final String PYTORCH = "/pytorch";
    /** Read θ, g, m, v; write θ, m, v. */
    private static final int ADAM_BYTES = 28;

    private static final int COPY_BYTES = 8;
    private static final double BOUND = 0.7;
    /** From here on it is memory that takes the time; a copy of less stays in the caches. */
    private static final int BOUND_WEIGHTS = 100_000_000;

    private static final int MATRIX = 1000;

    @Param("arraycopy")
    public String rule = "";

    @Param("1000000")
    public int weights;

    private Runnable work = () -> {};
    private float[] from = {};
    private float[] to = {};

    /** Fills the arrays: what is never written to is not in memory. */
    @Setup
    public void prepare() {
        from = filled(1);
        to = filled(1);
        if (rule.equals(COPY)) {
            work = this::copy;
            return;
        }
        Optimizer optimizer = optimizer(rule);
        OptimizerState state = optimizer.newState(layout());
        float[] gradient = filled(1e-3f);
        GradientNorms norms = GradientNorms.of(gradient, state);
        work = () -> {
            optimizer.update(from, to, gradient, norms, state, 1e-6);
            float[] last = from;
            from = to;
            to = last;
        };
    }

    @Benchmark
    public void update() {
        work.run();
    }

    private void copy() {
        int threads = Runtime.getRuntime().availableProcessors();
        IntStream.range(0, threads).parallel().forEach(thread -> {
            int start = (int) ((long) weights * thread / threads);
            int end = (int) ((long) weights * (thread + 1) / threads);
            System.arraycopy(from, start, to, start, end - start);
        });
    }

    /** Square matrices, for the rules that look at them. */
    private ParameterLayout layout() {
        List<Parameter> tensors = new ArrayList<>();
        for (int i = 0; i < weights / (MATRIX * MATRIX); i++) {
            tensors.add(new Parameter("weight" + i, List.of(MATRIX, MATRIX), true, true));
        }
        return ParameterLayout.of(tensors);
    }

    private float[] filled(float scale) {
        float[] values = new float[weights];
        for (int i = 0; i < weights; i++) {
            values[i] = scale * (1 + (i & 255)) / 256;
        }
        return values;
    }

    private static Optimizer optimizer(String rule) {
        if (rule.equals(CLIPPED)) {
            return Optimizers.of("adam", Map.of("global_clipnorm", 1e-3, "weight_decay", 0.01));
        }
        return rule.endsWith(PYTORCH)
                ? Optimizers.of(rule.substring(0, rule.length() - PYTORCH.length()), Map.of("flavor", "pytorch"))
                : Optimizers.of(rule, Map.of());
    }

    /** Runs it and prints a table. */
    public static void main(String[] arguments) throws RunnerException {
        List<String> sizes = new ArrayList<>();
        List<String> rules = new ArrayList<>(List.of(COPY));
        for (String argument : arguments) {
            (argument.matches("\\d+") ? sizes : rules).add(argument);
        }
        if (sizes.isEmpty()) {
            sizes.addAll(List.of("1000000", "100000000"));
        }
        if (rules.size() == 1) {
            rules.add(CLIPPED);
            rules.addAll(Optimizers.names());
            Optimizers.pytorchNames().forEach(name -> rules.add(name + PYTORCH));
        }
        for (String size : sizes) {
            // Newton and Schulz's products take minutes there.
            boolean large = Integer.parseInt(size) > 10_000_000;
            print(new Runner(new OptionsBuilder()
                            .include(OptimizerBenchmark.class.getName())
                            .param("weights", size)
                            .param(
                                    "rule",
                                    rules.stream()
                                            .filter(name -> !(large && name.equals("muon")))
                                            .toArray(String[]::new))
                            .verbosity(VerboseMode.SILENT)
                            .jvmArgsAppend("-Xmx4g")
                            .build())
                    .run());
        }
    }

    private static void print(Collection<RunResult> results) {
        double copy = 0;
        for (RunResult result : results) {
            String rule = result.getParams().getParam("rule");
            int weights = Integer.parseInt(result.getParams().getParam("weights"));
            double micros = result.getPrimaryResult().getScore();
            if (rule.equals(COPY)) {
                copy = (double) COPY_BYTES * weights / micros;
                System.out.printf(
                        Locale.ROOT,
                        "%,d weights on %d threads%n",
                        weights,
                        Runtime.getRuntime().availableProcessors());
            }
            System.out.printf(
                    Locale.ROOT,
                    "  %-28s %,12.0f µs ± %,.0f  %6.2f ns a weight",
                    rule,
                    micros,
                    result.getPrimaryResult().getScoreError(),
                    micros * 1000 / weights);
            if (rule.equals(COPY)) {
                System.out.printf(Locale.ROOT, "  %.1f GB/s", copy / 1000);
            } else if (rule.equals("adam") || rule.equals(CLIPPED)) {
                double bandwidth = (double) ADAM_BYTES * weights / micros;
                System.out.printf(
                        Locale.ROOT, "  %.1f GB/s, %.2f times the copy's", bandwidth / 1000, bandwidth / copy);
                if (weights >= BOUND_WEIGHTS) {
                    String verdict = bandwidth >= BOUND * copy ? "reached" : "MISSED";
                    System.out.printf(Locale.ROOT, "; the bound is %.1f: %s", BOUND, verdict);
                }
            }
            System.out.println();
        }
    }
}
