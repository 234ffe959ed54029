package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Vectors;

/**
 * Clips the gradient of each tensor to a Euclidean norm: {@code g ← g · c / max(‖g‖, c)}. Keras's {@code clipnorm}.
 *
 * @param limit {@code c}, positive
 */
public record ClipByNorm(double limit) implements GradientTransform {
    public ClipByNorm {
        Checks.positive("clipnorm", limit);
    }

    @Override
    public void addTo(Update update) {
        double[] norms =
                update.norms().tensors(update.state().layout().parameters().size());
        update.transforming((slice, rate) -> {
            double norm = norms[slice.tensor()];
            if (norm > limit) {
                Vectors.scale((float) (limit / norm), update.gradient(), slice.from(), slice.to());
            }
        });
    }
}
