package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Slice;

/**
 * Decoupled weight decay around any optimizer: before each step, all weights shrink by the same share.
 *
 * <pre>{@code
 * θ ← θ − η λ θ
 * }</pre>
 *
 * <p>As Keras's {@code weight_decay} and PyTorch's {@code AdamW}: times the rate, before the step, and not part of the gradient,
 * so that no rule divides it by the size of past gradients. A group may give a tensor another {@code λ}.
 *
 * @param inner the optimizer that steps
 * @param weightDecay {@code λ}, at least 0
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter, 2019</a>
 */
public record Decayed(Optimizer inner, double weightDecay) implements Wrapper {
    public Decayed {
        Checks.notNegative("weight_decay", weightDecay);
    }

    @Override
    public Decayed around(Optimizer other) {
        return new Decayed(other, weightDecay);
    }

    @Override
    public void update(Update update) {
        inner.update(update.before((slice, rate) -> {
            double decay = update.weightDecay(slice.tensor(), weightDecay);
            if (decay != 0) {
                shrink(update.theta(), (float) (rate * decay), slice);
            }
        }));
    }

    /** Takes that share off the weights of the slice. */
    static void shrink(float[] theta, float share, Slice slice) {
        for (int i = slice.from(); i < slice.to(); i++) {
            theta[i] -= theta[i] * share;
        }
    }
}
