package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Vectors;

/**
 * Clips the gradient of all tensors together to a Euclidean norm: {@code g ← g · c / max(‖g‖, c)}. Keras's
 * {@code global_clipnorm}; PyTorch adds 1e-6 to the norm.
 *
 * @param limit {@code c}, positive
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov and Bengio, 2013</a>
 */
public record ClipByGlobalNorm(double limit) implements GradientTransform {
    public ClipByGlobalNorm {
        Checks.positive("global_clipnorm", limit);
    }

    @Override
    public void addTo(Update update) {
        double norm = update.norms().global();
        if (norm > limit) {
            float factor = (float) (limit / norm);
            update.transforming((slice, rate) -> Vectors.scale(factor, update.gradient(), slice.from(), slice.to()));
        }
    }
}
