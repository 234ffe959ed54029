package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import java.util.Optional;

/**
 * A rate that falls along half a period of a cosine, once or again and again from the top ("warm restarts").
 *
 * <pre>{@code
 * η(t) = η₀ ((1 − α) ½ (1 + cos π x) + α)          x = min(t, s) / s
 * restarts: η(t) = η₀ ((1 − α) ½ mⁱ (1 + cos π x) + α)
 *           x is the share of the i-th cycle (from 0) that is over; it has s kⁱ steps
 * }</pre>
 *
 * <p>As Keras's {@code CosineDecay} and {@code CosineDecayRestarts}, whose {@code first_decay_steps} is {@code decay_steps} here;
 * the step at the end of a cycle is the first of the next. PyTorch's {@code CosineAnnealingLR} climbs again after {@code T_max}, and
 * has the lowest rate in place of {@code α}.
 *
 * @param learningRate {@code η₀}, positive
 * @param decaySteps {@code s}, at least 1
 * @param alpha {@code α}, the share of the rate below which it does not fall, in [0, 1]
 * @param restarts absent: it stays at its lowest
 * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter, 2017</a>
 */
public record Cosine(double learningRate, long decaySteps, double alpha, Optional<Restarts> restarts)
        implements LearningRateSchedule {
    /** What a restart's exact step may be missed by, in cycles: what {@code pow} and {@code log} round off. */
    private static final double ROUNDING = 1e-9;

    /**
     * How cycles differ from the ones before them.
     *
     * @param tMul {@code k}, by which they are longer, at least 1
     * @param mMul {@code m}, by which their highest rate is lower, positive
     */
    public record Restarts(double tMul, double mMul) {
        /** Keras's values. */
        public static final Restarts DEFAULT = new Restarts(2, 1);

        public Restarts {
            Checks.require(tMul >= 1 && tMul < Double.POSITIVE_INFINITY, "t_mul", "at least 1 and finite", tMul);
            Checks.positive("m_mul", mMul);
        }

        /** The number of the cycle under way, of a time in first cycles. */
        private double cycle(double time) {
            double cycles = tMul == 1 ? time : StrictMath.log1p(time * (tMul - 1)) / StrictMath.log(tMul);
            return Math.floor(cycles + ROUNDING);
        }

        /** The share of a cycle that is over. */
        private double share(double cycle, double time) {
            double start = tMul == 1 ? cycle : (StrictMath.pow(tMul, cycle) - 1) / (tMul - 1);
            return Math.min(1, Math.max(0, (time - start) / StrictMath.pow(tMul, cycle)));
        }

        private double height(double cycle) {
            return Curve.finite(StrictMath.pow(mMul, cycle));
        }
    }

    public Cosine {
        Checks.positive("learning_rate", learningRate);
        Checks.atLeast("decay_steps", decaySteps, 1);
        Checks.require(alpha >= 0 && alpha <= 1, "alpha", "in [0, 1]", alpha);
    }

    static Cosine of(Settings settings) {
        Optional<Restarts> restarts = Optional.empty();
        if (settings.flag("restarts", false)) {
            restarts = Optional.of(new Restarts(
                    settings.number("t_mul", Restarts.DEFAULT.tMul), settings.number("m_mul", Restarts.DEFAULT.mMul)));
        } else {
            settings.refuse("it belongs to restarts: true", "t_mul", "m_mul");
        }
        return new Cosine(
                settings.requiredNumber("learning_rate"),
                settings.requiredWholeNumber("decay_steps"),
                settings.number("alpha", 0),
                restarts);
    }

    @Override
    public double at(long step) {
        double time = (double) step / decaySteps;
        double above = restarts.map(again -> {
                    double cycle = again.cycle(time);
                    return again.height(cycle) * Curve.COSINE.between(1, 0, again.share(cycle, time));
                })
                .orElseGet(() -> Curve.COSINE.between(1, 0, Math.min(1, time)));
        return Curve.finite(learningRate * ((1 - alpha) * above + alpha));
    }
}
