package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * FTRL-Proximal: weights follow from the sum of all gradients, and are exactly 0 where an L1 penalty outweighs that.
 *
 * <p>At each step, with gradient {@code g} and learning rate {@code η}, elementwise:
 *
 * <pre>{@code
 * n' = n + g²                        n₀ = initial value
 * z ← z + g + 2 s θ − (n'⁻ᵖ − n⁻ᵖ) / η · θ        z₀ = 0
 * θ ← (clip(z, −λ₁, λ₁) − z) / ((n'⁻ᵖ + β) / η + 2 λ₂)
 * n ← n'
 * }</pre>
 *
 * <p>As in Keras, but that {@code n₀} must be above 0: at 0, a weight that never had a gradient would be 0 / 0. The weights that
 * training starts from are forgotten: one without a gradient becomes 0 at once. A rate of 0, by which the rule would divide,
 * changes nothing. For linear models over many sparse features, as in click prediction, where most weights shall be 0. There
 * is no momentum for a schedule to cycle.
 *
 * @param learningRatePower {@code p}, how steps shrink: with the root of {@code n} at −0.5, not at all at 0; at most 0
 * @param initialAccumulator {@code n₀}, above 0
 * @param l1 {@code λ₁}, at least 0
 * @param l2 {@code λ₂}, at least 0
 * @param online {@code s} and {@code β}
 * @see <a href="https://research.google.com/pubs/archive/41159.pdf">McMahan and others, 2013</a>
 */
public record Ftrl(double learningRatePower, double initialAccumulator, double l1, double l2, Online online)
        implements Elementwise {
    /** Keras's values. */
    public static final Ftrl DEFAULT = new Ftrl(-0.5, 0.1, 0, 0, new Online(0, 0));

    /**
     * What is added to {@code λ₂} for streams.
     *
     * @param l2Shrinkage {@code s}, an L2 penalty on the present weights, which is part of {@code g} but not of {@code n}; at least 0
     * @param beta {@code β}, added to the root of {@code n}; at least 0
     */
    public record Online(double l2Shrinkage, double beta) {
        public Online {
            Checks.notNegative("l2_shrinkage_regularization_strength", l2Shrinkage);
            Checks.notNegative("beta", beta);
        }
    }

    private static final String SQUARES = "n";
    private static final String LINEAR = "z";

    public Ftrl {
        Checks.require(
                learningRatePower <= 0 && learningRatePower > Double.NEGATIVE_INFINITY,
                "learning_rate_power",
                "at most 0 and finite",
                learningRatePower);
        Checks.divisor("initial_accumulator_value", initialAccumulator);
        Checks.notNegative("l1_regularization_strength", l1);
        Checks.notNegative("l2_regularization_strength", l2);
    }

    static Ftrl of(Settings settings) {
        return new Ftrl(
                settings.number("learning_rate_power", DEFAULT.learningRatePower),
                settings.number("initial_accumulator_value", DEFAULT.initialAccumulator),
                settings.number("l1_regularization_strength", DEFAULT.l1),
                settings.number("l2_regularization_strength", DEFAULT.l2),
                new Online(
                        settings.number("l2_shrinkage_regularization_strength", DEFAULT.online.l2Shrinkage),
                        settings.number("beta", DEFAULT.online.beta)));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout)
                .withSlotOf(SQUARES, (float) initialAccumulator)
                .withSlot(LINEAR);
    }

    @Override
    public double defaultLearningRate() {
        return 0.001;
    }

    @Override
    public Ftrl withMomentum(double momentum) {
        return this;
    }

    @Override
    public void apply(float[] theta, float[] gradient, OptimizerState state, double learningRate, Slice slice) {
        Step step = new Step(
                (float) (1 / learningRate),
                (float) (2 * online.l2Shrinkage),
                (float) (online.beta / learningRate + 2 * l2),
                (float) l1);
        if (Float.isInfinite(step.inverseRate)) {
            return;
        }
        float[] n = state.slot(SQUARES);
        float[] z = state.slot(LINEAR);
        if (learningRatePower == DEFAULT.learningRatePower) {
            for (int i = slice.from(); i < slice.to(); i++) {
                float g = gradient[i];
                float before = (float) Math.sqrt(n[i]);
                n[i] += g * g;
                float after = (float) Math.sqrt(n[i]);
                z[i] = step.linear(z[i], g, theta[i], after - before);
                theta[i] = step.weight(z[i], after);
            }
            return;
        }
        for (int i = slice.from(); i < slice.to(); i++) {
            float g = gradient[i];
            float before = (float) StrictMath.pow(n[i], -learningRatePower);
            n[i] += g * g;
            float after = (float) StrictMath.pow(n[i], -learningRatePower);
            z[i] = step.linear(z[i], g, theta[i], after - before);
            theta[i] = step.weight(z[i], after);
        }
    }

    /** What is the same for all weights: {@code 1 / η}, {@code 2 s}, {@code β / η + 2 λ₂} and {@code λ₁}. */
    private record Step(float inverseRate, float shrinkage, float penalty, float bound) {
        float linear(float z, float g, float theta, float growth) {
            return z + g + (shrinkage - growth * inverseRate) * theta;
        }

        float weight(float z, float power) {
            return (Math.max(-bound, Math.min(bound, z)) - z) / (power * inverseRate + penalty);
        }
    }
}
