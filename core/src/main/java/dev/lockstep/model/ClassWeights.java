package dev.lockstep.model;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** How much rows of each class count in training: {@code class_weights} of a loss. */
public final class ClassWeights {
    /** What {@code class_weights} says for weights that make all classes count alike. */
    public static final String BALANCED = "balanced";

    private ClassWeights() {}

    /**
     * The weights that a setting asks for.
     *
     * @param setting {@code balanced}, a list in the order of the classes, or a map from names of classes, where those not
     *     named weigh 1
     * @param weightPerClass the sum of the weights of the training rows of each class; asked for {@code balanced} only
     * @return a weight per class
     * @throws IllegalArgumentException that names the class and what was wrong
     */
    public static float[] of(Object setting, Target target, Supplier<double[]> weightPerClass) {
        requireForm(setting, target.kind());
        if (setting instanceof List<?> list) {
            return fromList(list, target.classes());
        }
        return setting instanceof Map<?, ?> map ? fromMap(map, target.classes()) : balanced(weightPerClass.get());
    }

    private static void requireForm(Object setting, Target.Kind kind) {
        if (kind != Target.Kind.CLASSES) {
            throw new IllegalArgumentException("class_weights are for classes, but the label is a "
                    + (kind == Target.Kind.COUNT ? "count" : "number") + ": leave them out");
        }
        if (!(setting instanceof List || setting instanceof Map || setting.equals(BALANCED))) {
            throw new IllegalArgumentException("class_weights must be " + BALANCED
                    + ", a list of numbers or a map from class to number, but was " + setting);
        }
    }

    /**
     * Checks what can be known before the classes are: the form of the setting, and that each weight is one.
     *
     * @param classes how many there will be; empty: nobody knows
     * @throws IllegalArgumentException as {@link #of}
     */
    public static void check(Object setting, Target.Kind kind, OptionalInt classes) {
        requireForm(setting, kind);
        if (setting instanceof List<?> list) {
            if (classes.isPresent() && list.size() != classes.getAsInt()) {
                throw new IllegalArgumentException("class_weights must be " + classes.getAsInt()
                        + " numbers, one for each of the classes, but were " + list.size());
            }
            for (int c = 0; c < list.size(); c++) {
                weight("number " + (c + 1), list.get(c));
            }
        } else if (setting instanceof Map<?, ?> map) {
            map.forEach((name, value) -> weight(String.valueOf(name), value));
        }
    }

    /**
     * Weights that make all classes count alike, as scikit-learn's {@code balanced}: total / (classes · weight of class).
     * Classes without training rows do not count, and weigh 1: there is nothing that their weight could multiply.
     *
     * @param weightPerClass the sum of the weights of the training rows of each class
     */
    public static float[] balanced(double[] weightPerClass) {
        double total = 0;
        for (double weight : weightPerClass) {
            total += weight;
        }
        long classes =
                Arrays.stream(weightPerClass).filter(weight -> weight > 0).count();
        float[] weights = new float[weightPerClass.length];
        for (int c = 0; c < weights.length; c++) {
            weights[c] = weightPerClass[c] > 0 ? (float) (total / (classes * weightPerClass[c])) : 1;
        }
        return weights;
    }

    private static float[] fromList(List<?> list, List<String> classes) {
        if (list.size() != classes.size()) {
            throw new IllegalArgumentException("class_weights must be " + classes.size()
                    + " numbers, one for each of the classes " + String.join(", ", classes) + ", but were "
                    + list.size());
        }
        float[] weights = new float[classes.size()];
        for (int c = 0; c < weights.length; c++) {
            weights[c] = weight(classes.get(c), list.get(c));
        }
        return weights;
    }

    private static float[] fromMap(Map<?, ?> map, List<String> classes) {
        float[] weights = new float[classes.size()];
        Arrays.fill(weights, 1);
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            int c = classes.indexOf(name);
            if (c < 0) {
                throw new IllegalArgumentException(
                        "class_weights: there is no class " + name + ": " + Names.hint(name, classes));
            }
            weights[c] = weight(name, value);
        });
        return weights;
    }

    private static float weight(String name, Object value) {
        if (value instanceof Number number && number.floatValue() > 0 && Float.isFinite(number.floatValue())) {
            return number.floatValue();
        }
        throw new IllegalArgumentException(
                "class_weights: the weight of class " + name + " must be positive and finite, but was " + value);
    }
}
