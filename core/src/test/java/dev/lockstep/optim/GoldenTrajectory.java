package dev.lockstep.optim;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A file that {@code trajectories.py} wrote: an optimizer with its settings, a layout, and what becomes of weights step by step. */
final class GoldenTrajectory {
    private static final String OPTIMIZER = "# optimizer: ";
    private static final String LAYOUT = "# layout: ";
    private static final String EVALUATION = "# evaluation";

    private final String file;
    private final List<String> header;
    private final List<double[]> lines;

    private GoldenTrajectory(Path path) {
        file = path.getFileName().toString();
        List<String> all = read(path);
        header = all.stream().filter(line -> line.startsWith("#")).toList();
        lines = all.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> Arrays.stream(line.split(",", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
    }

    /** Those of all files, by their names. */
    static Stream<GoldenTrajectory> all() {
        URL script = Objects.requireNonNull(GoldenTrajectory.class.getResource("trajectories.py"));
        try (Stream<Path> files = Files.list(Path.of(script.toURI()).resolveSibling(""))) {
            return files
                    .filter(path -> path.toString().endsWith(".csv"))
                    .sorted()
                    .map(GoldenTrajectory::new)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> read(Path path) {
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The optimizer's name in the registry. */
    String optimizer() {
        return words(OPTIMIZER)[0];
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String setting : Arrays.asList(words(OPTIMIZER)).subList(1, words(OPTIMIZER).length)) {
            String[] pair = setting.split("=", 2);
            settings.put(pair[0], value(pair[0], pair[1]));
        }
        return settings;
    }

    private static Object value(String key, String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        if (text.matches("[a-z_]+")) {
            return key.equals("inner") ? Map.of("name", text) : text;
        }
        return text.matches("-?[0-9]+") ? (Object) Long.valueOf(text) : Double.valueOf(text);
    }

    boolean isPytorch() {
        return "pytorch".equals(settings().get("flavor"));
    }

    ParameterLayout layout() {
        return ParameterLayout.of(Stream.of(words(LAYOUT))
                .map(tensor -> tensor.split(":", 2))
                .map(tensor -> new Parameter(tensor[0], shape(tensor[1]), true, true))
                .toList());
    }

    private static List<Integer> shape(String text) {
        return Stream.of(text.split("x", -1)).map(Integer::valueOf).toList();
    }

    private String[] words(String key) {
        return header.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).split(" ", -1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(file + " has no line " + key));
    }

    int steps() {
        return lines.size() - 1;
    }

    double learningRate(int step) {
        return lines.get(step)[1];
    }

    double[] gradient(int step) {
        return columns(step, 0);
    }

    /** The weights after the step; after step 0, those to start from. */
    double[] weights(int step) {
        return columns(step, 1);
    }

    /** The weights to evaluate after the step, where they are others. */
    double[] evaluationWeights(int step) {
        return columns(step, hasEvaluation() ? 2 : 1);
    }

    private boolean hasEvaluation() {
        return header.stream().anyMatch(line -> line.startsWith(EVALUATION));
    }

    private double[] columns(int step, int group) {
        int size = layout().size();
        return Arrays.copyOfRange(lines.get(step), 2 + group * size, 2 + (group + 1) * size);
    }

    @Override
    public String toString() {
        return file;
    }
}
