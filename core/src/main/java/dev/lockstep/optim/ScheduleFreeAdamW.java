package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;

/**
 * Schedule-free AdamW: an average of the weights takes the place of a falling rate. For runs whose length nobody knows beforehand:
 * the weights to evaluate are good at any time.
 *
 * <p>At step {@code t = 1, 2, …}, with learning rate {@code η} and the gradient {@code g} taken at {@code y}, the stored weights;
 * {@code x} are those to evaluate and save:
 *
 * <pre>{@code
 * ηₜ = η min(1, t / warmup_steps)
 * v ← β₂ v + (1 − β₂) g²                          v₀ = 0
 * u = g / (√(v / (1 − β₂ᵗ)) + ε) + λ y
 * z ← z − ηₜ u                                    z₀ = y₀
 * w = tʳ (largest ηₜ so far)ᵖ
 * x ← (1 − c) x + c z                             c = w / sum of all w;  x₀ = y₀
 * y ← β₁ x + (1 − β₁) z
 * }</pre>
 *
 * <p>As in the authors' own code; Keras's has no {@code r} and {@code p}. {@code x} is not stored: it follows from {@code y} and
 * {@code z}. The decay {@code λ} is a part of the step, at {@code y}. What a schedule cycles as momentum is {@code β₁}.
 *
 * @param beta1 {@code β₁}, how near to {@code x} gradients are taken, in (0, 1)
 * @param beta2 {@code β₂}, decay of the mean square, in [0, 1)
 * @param epsilon {@code ε}, keeps the divisor above zero; positive
 * @param weightDecay {@code λ}, at least 0; a group may give a tensor another
 * @param averaging which steps count how much
 * @see <a href="https://arxiv.org/abs/2405.15682">Defazio and others, 2024</a>
 */
public record ScheduleFreeAdamW(double beta1, double beta2, double epsilon, double weightDecay, Averaging averaging)
        implements Optimizer {
    /** The values of the authors' code. */
    public static final ScheduleFreeAdamW DEFAULT = new ScheduleFreeAdamW(0.9, 0.999, 1e-8, 0, new Averaging(0, 0, 2));

    private static final String SUM = "weight_sum";
    private static final String LARGEST = "largest_rate";
    /** That of the last update, which may not be that of this one: x follows from it. */
    private static final String BETA = "beta_1";

    public ScheduleFreeAdamW {
        Checks.require(beta1 > 0 && beta1 < 1, "beta_1", "in (0, 1)", beta1);
        Checks.decay("beta_2", beta2);
        Checks.divisor("epsilon", epsilon);
        Checks.notNegative("weight_decay", weightDecay);
    }

    /**
     * Warm-up, and the weights of steps within the average.
     *
     * @param warmupSteps so many steps have a rate that rises to {@code η}; at least 0
     * @param r {@code r}, above 0 for an average that forgets the first steps; at least 0
     * @param rateExponent {@code p}, above 0 for one in which steps of a low rate count less; at least 0
     */
    public record Averaging(long warmupSteps, double r, double rateExponent) {
        public Averaging {
            Checks.atLeast("warmup_steps", warmupSteps, 0);
            Checks.notNegative("r", r);
            Checks.notNegative("weight_learning_rate_power", rateExponent);
        }

        private double warmth(long step) {
            return step < warmupSteps ? (double) step / warmupSteps : 1;
        }
    }

    static ScheduleFreeAdamW of(Settings settings) {
        return new ScheduleFreeAdamW(
                settings.number("beta_1", DEFAULT.beta1),
                settings.number("beta_2", DEFAULT.beta2),
                settings.number("epsilon", DEFAULT.epsilon),
                settings.number("weight_decay", DEFAULT.weightDecay),
                new Averaging(
                        settings.wholeNumber("warmup_steps", DEFAULT.averaging.warmupSteps),
                        settings.number("r", DEFAULT.averaging.r),
                        settings.number("weight_learning_rate_power", DEFAULT.averaging.rateExponent)));
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return OptimizerState.zeros(layout, "z", "v")
                .withNumber(SUM, 0)
                .withNumber(LARGEST, 0)
                .withNumber(BETA, beta1);
    }

    @Override
    public double defaultLearningRate() {
        return 0.0025;
    }

    @Override
    public ScheduleFreeAdamW withMomentum(double momentum) {
        return new ScheduleFreeAdamW(momentum, beta2, epsilon, weightDecay, averaging);
    }

    @Override
    public void update(Update update) {
        OptimizerState state = update.state();
        double warmth = averaging.warmth(state.step());
        double share = share(state, update.learningRate() * warmth);
        double kept = (1 - share) * beta1 / state.number(BETA);
        state.setNumber(BETA, beta1);
        update.pass((slice, rate) -> {
            if (state.step() == 1) {
                System.arraycopy(update.theta(), slice.from(), state.slot("z"), slice.slot(), slice.length());
            }
            double decay = update.weightDecay(slice.tensor(), weightDecay);
            move(update, new Move(rate * warmth, 1 - beta1 * (1 - share), 1 - kept, decay), slice);
        });
    }

    /** What of the average this step is; it also counts the step. */
    private double share(OptimizerState state, double rate) {
        double largest = Math.max(state.number(LARGEST), rate);
        double weight =
                StrictMath.pow((double) state.step(), averaging.r) * StrictMath.pow(largest, averaging.rateExponent);
        double sum = state.number(SUM) + weight;
        state.setNumber(LARGEST, largest);
        state.setNumber(SUM, sum);
        return sum == 0 ? 0 : weight / sum;
    }

    /**
     * How y follows from y, z and u, without x.
     *
     * @param rate {@code ηₜ}: z goes so far along u
     * @param ofRate what of that y goes along
     * @param toZ what of the way from y to the old z y goes
     */
    private record Move(double rate, double ofRate, double toZ, double decay) {}

    private void move(Update update, Move move, Slice slice) {
        float[] y = update.theta();
        float[] gradient = update.gradient();
        float[] z = update.state().slot("z");
        float[] v = update.state().slot("v");
        float vRate = (float) (1 - beta2);
        float vScale =
                (float) (1 / (1 - StrictMath.pow(beta2, (double) update.state().step())));
        float e = (float) epsilon;
        float decay = (float) move.decay;
        float toZ = (float) move.toZ;
        float zRate = (float) move.rate;
        float yRate = (float) (move.rate * move.ofRate);
        int shift = slice.shift();
        for (int i = slice.from(); i < slice.to(); i++) {
            int s = i - shift;
            float g = gradient[i];
            v[s] += vRate * (g * g - v[s]);
            float u = g / ((float) Math.sqrt(vScale * v[s]) + e) + decay * y[i];
            y[i] += toZ * (z[s] - y[i]) - yRate * u;
            z[s] -= zRate * u;
        }
    }

    @Override
    public void evaluationWeights(float[] theta, OptimizerState state, float[] out) {
        System.arraycopy(theta, 0, out, 0, theta.length);
        if (state.step() == 0) {
            return;
        }
        float[] z = state.slot("z");
        float beyond = (float) (1 / state.number(BETA) - 1); // x lies on the line from z through y
        state.trainable().forEach(slice -> {
            int shift = slice.shift();
            for (int i = slice.from(); i < slice.to(); i++) {
                out[i] = theta[i] + beyond * (theta[i] - z[i - shift]);
            }
        });
    }
}
