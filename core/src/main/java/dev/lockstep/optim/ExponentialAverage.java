package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;

/**
 * Keeps an exponential moving average of the weights, which is evaluated and saved in their place. Keras's {@code use_ema}.
 *
 * <pre>{@code
 * a ← μ a + (1 − μ) θ                a = θ after the first update
 * θ ← a                              every s updates, if s is given
 * }</pre>
 *
 * @param momentum {@code μ}, in [0, 1)
 * @param overwriteFrequency {@code s}; 0: never
 * @see <a href="https://doi.org/10.1137/0330046">Polyak and Juditsky, 1992</a>
 */
public record ExponentialAverage(Optimizer inner, double momentum, long overwriteFrequency) implements Wrapper {
    /** Keras's. */
    static final double MOMENTUM = 0.99;

    private static final String AVERAGE = "average";

    public ExponentialAverage {
        Checks.decay("ema_momentum", momentum);
        Checks.atLeast("ema_overwrite_frequency", overwriteFrequency, 0);
    }

    @Override
    public ExponentialAverage around(Optimizer other) {
        return new ExponentialAverage(other, momentum, overwriteFrequency);
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return inner.newState(layout).withSlot(AVERAGE);
    }

    @Override
    public void update(Update update) {
        float[] average = update.state().slot(AVERAGE);
        long t = update.state().step();
        float share = t == 1 ? 1 : (float) (1 - momentum);
        boolean overwrites = overwriteFrequency > 0 && t % overwriteFrequency == 0;
        inner.update(update.after((slice, rate) -> {
            Averages.move(average, update.theta(), share, slice);
            if (overwrites) {
                Averages.write(average, update.theta(), slice);
            }
        }));
    }

    @Override
    public void evaluationWeights(float[] theta, OptimizerState state, float[] out) {
        inner.evaluationWeights(theta, state, out);
        if (state.step() > 0) {
            state.trainable().forEach(slice -> Averages.write(state.slot(AVERAGE), out, slice));
        }
    }
}
