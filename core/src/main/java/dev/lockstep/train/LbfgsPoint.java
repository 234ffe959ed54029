package dev.lockstep.train;

import dev.lockstep.model.GradientSum;
import dev.lockstep.numeric.Checks;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where L-BFGS is on its way, as it is kept beside the weights.
 *
 * @param at the point that the weights are
 * @param lossBefore the loss before the last step
 * @param firstNorm of the gradient at the first weights
 */
record LbfgsPoint(Trial at, double lossBefore, double firstNorm) {
    /** The slot with the gradient of the weights. */
    static final String GRADIENT = "gradient";

    private static final String LOSS = "loss";
    private static final String NORM = "norm";
    private static final String LOSS_BEFORE = "loss_before";
    private static final String FIRST_NORM = "first_norm";

    /**
     * The point of a snapshot, with a copy of its gradient.
     *
     * @throws IllegalArgumentException if it is not of L-BFGS
     */
    static LbfgsPoint of(Snapshot from) {
        float[] gradient = from.slots().getOrDefault(GRADIENT, new float[0]);
        Checks.require(
                gradient.length == from.weights().length,
                "slots",
                "those of lbfgs with a " + GRADIENT,
                from.slots().keySet());
        Map<String, Double> numbers = from.standing().numbers();
        Trial at = new Trial(
                0, number(numbers, LOSS), 0, new GradientSum(gradient.clone(), 0, 0, 0), number(numbers, NORM));
        return new LbfgsPoint(at, number(numbers, LOSS_BEFORE), number(numbers, FIRST_NORM));
    }

    private static double number(Map<String, Double> numbers, String name) {
        Double number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("numbers must be those of lbfgs, but were " + numbers.keySet());
        }
        return number;
    }

    /** All but the gradient. */
    Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put(LOSS, at.loss());
        numbers.put(NORM, at.norm());
        numbers.put(LOSS_BEFORE, lossBefore);
        numbers.put(FIRST_NORM, firstNorm);
        return numbers;
    }
}
