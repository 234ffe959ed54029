package dev.lockstep.train;

import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.OptimizerState;
import dev.lockstep.schedule.PlateauState;

/**
 * What a training carries from step to step. Two arrays of weights take turns: workers may still be reading the one of the
 * last step while the other is written.
 */
final class TrainingState {
    private Optimizer optimizer;
    private OptimizerState slots;
    private float[] theta;
    private float[] next;
    private PlateauState plateau = PlateauState.START;
    private long earlierUpdates;
    private long step;

    /**
     * Before the first step.
     *
     * @param theta the first weights; the array belongs to this state from now on
     * @param slots of the optimizer
     */
    TrainingState(float[] theta, Optimizer optimizer, OptimizerState slots) {
        this.theta = theta;
        this.next = new float[theta.length];
        this.optimizer = optimizer;
        this.slots = slots;
    }

    /** Goes on with another optimizer, from the weights that the one until now would save. */
    void goOn(Optimizer other, OptimizerState itsSlots) {
        float[] weights = new float[theta.length]; // a new array: workers may still be reading next
        writeWeights(weights);
        next = theta;
        theta = weights;
        earlierUpdates += slots.step();
        optimizer = other;
        slots = itsSlots;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    OptimizerState slots() {
        return slots;
    }

    /** The number of updates so far, those of earlier optimizers included. */
    long updates() {
        return earlierUpdates + slots.step();
    }

    /** Writes the weights to evaluate and save. */
    void writeWeights(float[] to) {
        optimizer.evaluationWeights(theta, slots, to);
    }

    /** The current weights: not to be written to. */
    float[] theta() {
        return theta;
    }

    /** Where the weights of the next step are written. */
    float[] next() {
        return next;
    }

    /** Makes what was written to {@link #next()} the current weights. */
    void swap() {
        float[] last = theta;
        theta = next;
        next = last;
    }

    PlateauState plateau() {
        return plateau;
    }

    void plateau(PlateauState after) {
        plateau = after;
    }

    /** The number of steps taken, those without an update included. */
    long step() {
        return step;
    }

    void countStep() {
        step++;
    }
}
