package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;

/**
 * Stochastic weight averaging: the plain mean of the weights after every so many updates of the last part of a run is evaluated
 * and saved in their place. With a rate that stays high it finds the middle of a wide minimum.
 *
 * <pre>{@code
 * a ← a + (θ − a) / (n + 1)          after updates start, start + every, …; n counts them from 0
 * }</pre>
 *
 * @param start the number of the first update whose weights count, at least 1
 * @param every at least 1
 * @see <a href="https://arxiv.org/abs/1803.05407">Izmailov and others, 2018</a>
 */
public record StochasticAverage(Optimizer inner, long start, long every) implements Wrapper {
    private static final String AVERAGE = "stochastic_average";

    public StochasticAverage {
        Checks.atLeast("swa_start", start, 1);
        Checks.atLeast("swa_every", every, 1);
    }

    @Override
    public StochasticAverage around(Optimizer other) {
        return new StochasticAverage(other, start, every);
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return inner.newState(layout).withSlot(AVERAGE);
    }

    @Override
    public void update(Update update) {
        long since = update.state().step() - start;
        if (since >= 0 && since % every == 0) {
            float[] average = update.state().slot(AVERAGE);
            float share = (float) (1.0 / (since / every + 1));
            update.after((slice, rate) -> Averages.move(average, update.theta(), share, slice));
        }
        inner.update(update);
    }

    @Override
    public void evaluationWeights(float[] theta, OptimizerState state, float[] out) {
        inner.evaluationWeights(theta, state, out);
        if (state.step() >= start) {
            state.trainable().forEach(slice -> Averages.write(state.slot(AVERAGE), out, slice));
        }
    }
}
