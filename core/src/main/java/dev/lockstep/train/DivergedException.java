package dev.lockstep.train;

import java.math.BigDecimal;
import java.math.MathContext;

/** A loss or gradient that is no longer a finite number. The update that would have spoilt the weights was not made. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final MathContext DIGITS = new MathContext(3);

    private final long step;
    private final double learningRate;

    DivergedException(String what, Step step, double learningRate) {
        super("%s at step %d (epoch %d, learning rate %s): try a learning rate of %s, or scale the features"
                .formatted(
                        what, step.number() + 1, step.epoch() + 1, decimal(learningRate), decimal(learningRate / 10)));
        this.step = step.number() + 1;
        this.learningRate = learningRate;
    }

    private DivergedException(String message, DivergedException cause) {
        super(message, cause);
        this.step = cause.step;
        this.learningRate = cause.learningRate;
    }

    /** The same with one more thing to try, which this place does not know of. */
    public DivergedException orTry(String remedy) {
        return new DivergedException(getMessage() + ", or " + remedy, this);
    }

    /** For weights at which nobody could begin. */
    DivergedException(String what) {
        super(what + " at the first weights: scale the features, and look for very large values");
        this.step = 0;
        this.learningRate = Double.NaN;
    }

    /** Which step, from 1 as people count; 0: before the first. */
    public long step() {
        return step;
    }

    /** The rate that was too large; NaN if no rate was to blame. */
    public double learningRate() {
        return learningRate;
    }

    /** The rate to try instead; NaN if no rate was to blame. */
    public double suggestedLearningRate() {
        return learningRate / 10;
    }

    private static String decimal(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        return new BigDecimal(value, DIGITS).stripTrailingZeros().toPlainString();
    }
}
