package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * Weight decay as a part of the gradient, as PyTorch's optimizers have it under the name of {@code weight_decay}, all but
 * {@code AdamW}: the same as an L2 penalty, so that rules which divide by the size of past gradients divide the decay, too.
 *
 * <pre>{@code
 * g ← g + λ θ
 * }</pre>
 *
 * @param inner the optimizer that steps
 * @param weightDecay {@code λ}, at least 0; a group may give a tensor another
 * @see Decayed
 */
public record CoupledDecay(Optimizer inner, double weightDecay) implements Wrapper {
    public CoupledDecay {
        Checks.notNegative("weight_decay", weightDecay);
    }

    static CoupledDecay around(Optimizer rule, Settings settings) {
        return new CoupledDecay(rule, settings.number("weight_decay", 0));
    }

    @Override
    public CoupledDecay around(Optimizer other) {
        return new CoupledDecay(other, weightDecay);
    }

    @Override
    public void update(Update update) {
        inner.update(update.transforming((slice, rate) -> {
            double decay = update.weightDecay(slice.tensor(), weightDecay);
            if (decay != 0) {
                pull(update.gradient(), update.from(), (float) decay, slice);
            }
        }));
    }

    private static void pull(float[] gradient, float[] theta, float decay, Slice slice) {
        for (int i = slice.from(); i < slice.to(); i++) {
            gradient[i] += decay * theta[i];
        }
    }
}
