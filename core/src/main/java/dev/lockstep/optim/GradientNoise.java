package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Seeds;
import dev.lockstep.numeric.Slice;
import java.util.random.RandomGenerator;

/**
 * Adds normal noise to the gradient, less from step to step; it helps very deep networks out of bad beginnings.
 *
 * <pre>{@code
 * g ← g + N(0, η / (1 + t)^γ)        t = 0, 1, …
 * }</pre>
 *
 * <p>The noise of a weight depends on the seed, the step and the place of the weight alone.
 *
 * @param eta {@code η}, the variance at the first step, positive; the paper tries 0.01, 0.3 and 1
 * @param gamma {@code γ}, at least 0
 * @param seed decides the noise
 * @see <a href="https://arxiv.org/abs/1511.06807">Neelakantan and others, 2015</a>
 */
public record GradientNoise(double eta, double gamma, long seed) implements GradientTransform {
    /** The paper's. */
    static final double GAMMA = 0.55;

    public GradientNoise {
        Checks.positive("eta of gradient_noise", eta);
        Checks.notNegative("gamma of gradient_noise", gamma);
    }

    @Override
    public boolean limits() {
        return false;
    }

    @Override
    public void addTo(Update update) {
        long step = update.state().step();
        double deviation = Math.sqrt(eta / StrictMath.pow((double) step, gamma));
        update.transforming((slice, rate) ->
                add(update.gradient(), deviation, Seeds.generator(Seeds.derive(seed, step, slice.from())), slice));
    }

    /** Marsaglia's polar method, whose pairs need no trigonometry. */
    private static void add(float[] gradient, double deviation, RandomGenerator random, Slice slice) {
        for (int i = slice.from(); i < slice.to(); i += 2) {
            double x;
            double y;
            double square;
            do {
                x = 2 * random.nextDouble() - 1;
                y = 2 * random.nextDouble() - 1;
                square = x * x + y * y;
            } while (square >= 1 || square == 0);
            double scale = deviation * Math.sqrt(-2 * StrictMath.log(square) / square);
            gradient[i] += (float) (scale * x);
            if (i + 1 < slice.to()) {
                gradient[i + 1] += (float) (scale * y);
            }
        }
    }
}
