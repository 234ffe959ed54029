package dev.lockstep.model;

import dev.lockstep.numeric.Checks;

/**
 * What large weights cost, as part of the loss.
 *
 * <pre>{@code
 * P(θ) = l₁ Σ|θᵢ| + l₂ Σθᵢ²         over the tensors that are decayed: by habit not over biases and norms
 * }</pre>
 *
 * <p>As Keras's {@code kernel_regularizer}, without a ½; Spark ML and scikit-learn have {@code ½ Σθᵢ²}. The derivative of
 * {@code |θ|} at 0 counts as 0. Under plain SGD l₂ is the same as a weight decay of 2 l₂; under rules that scale gradients it is
 * not, since the gradient of this is scaled with them.
 *
 * @param l1 {@code l₁}, at least 0
 * @param l2 {@code l₂}, at least 0
 */
public record Penalty(double l1, double l2) {
    /** Large weights cost nothing. */
    public static final Penalty NONE = new Penalty(0, 0);

    public Penalty {
        Checks.notNegative("l1", l1);
        Checks.notNegative("l2", l2);
    }

    /** What one weight costs. */
    public double value(double theta) {
        return l1 * Math.abs(theta) + l2 * theta * theta;
    }

    /** The derivative of {@link #value}. */
    public double derivative(double theta) {
        return l1 * Math.signum(theta) + 2 * l2 * theta;
    }
}
