package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slice;
import dev.lockstep.numeric.Vectors;

/**
 * Clips the gradient of each unit by the size of the unit's weights: adaptive gradient clipping.
 *
 * <pre>{@code
 * g ← g · c max(‖w‖, ε) / ‖g‖        where ‖g‖ > c max(‖w‖, ε)
 * }</pre>
 *
 * <p>A unit is what belongs to one index of a tensor's first dimension, its output; a tensor of at most one dimension is one
 * unit. For deep networks without batch normalization, in which the scale of weights differs from layer to layer.
 *
 * @param clipping {@code c}, positive
 * @param epsilon {@code ε}, so that weights of zero can move; positive
 * @see <a href="https://arxiv.org/abs/2102.06171">Brock and others, 2021</a>
 */
public record AdaptiveClip(double clipping, double epsilon) implements GradientTransform {
    /** The paper's. */
    static final double EPSILON = 1e-3;

    public AdaptiveClip {
        Checks.positive("adaptive_clipping", clipping);
        Checks.positive("epsilon of adaptive_clipping", epsilon);
    }

    @Override
    public void addTo(Update update) {
        update.norms(); // what changes the gradient before must have done so
        ParameterLayout layout = update.state().layout();
        Units units = new Units(layout);
        float[][] factors = new float[layout.parameters().size()][];
        for (int tensor = 0; tensor < factors.length; tensor++) {
            if (layout.parameters().get(tensor).trainable()) {
                factors[tensor] = units.each(tensor, (from, to) -> factor(update, from, to));
            }
        }
        update.transforming((slice, rate) -> units.forEach(
                slice, (unit, from, to) -> Vectors.scale(factors[slice.tensor()][unit], update.gradient(), from, to)));
    }

    private float factor(Update update, int from, int to) {
        double most = clipping * Math.max(norm(update.from(), from, to), epsilon);
        double norm = norm(update.gradient(), from, to);
        return norm > most ? (float) (most / norm) : 1;
    }

    private static double norm(float[] values, int from, int to) {
        return Math.sqrt(GradientNorms.squares(values, new Slice(from, to, from, 0)));
    }
}
