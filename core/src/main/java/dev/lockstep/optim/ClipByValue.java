package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Slice;

/**
 * Clips every entry of the gradient on its own: {@code g ← min(max(g, −c), c)}. Keras's {@code clipvalue}. It changes the
 * gradient's direction, which clipping by a norm does not.
 *
 * @param limit {@code c}, positive
 */
public record ClipByValue(double limit) implements GradientTransform {
    public ClipByValue {
        Checks.positive("clipvalue", limit);
    }

    @Override
    public void addTo(Update update) {
        float most = (float) limit;
        update.transforming((slice, rate) -> clip(update.gradient(), most, slice));
    }

    private static void clip(float[] gradient, float most, Slice slice) {
        for (int i = slice.from(); i < slice.to(); i++) {
            gradient[i] = Math.min(Math.max(gradient[i], -most), most);
        }
    }
}
