package dev.lockstep.train;

import dev.lockstep.model.Model;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.OptimizerState;
import dev.lockstep.schedule.PlateauState;

/**
 * What a training carries from step to step. Two arrays of weights take turns: workers may still be reading the one of the
 * last step while the other is written.
 */
final class TrainingState {
    private final OptimizerState slots;
    private float[] theta;
    private float[] next;
    private PlateauState plateau = PlateauState.START;
    private long step;

    /** Before the first step. */
    TrainingState(Model model, Optimizer optimizer, long seed) {
        this.theta = model.initialWeights(seed);
        this.next = new float[theta.length];
        this.slots = optimizer.newState(model.parameters());
    }

    OptimizerState slots() {
        return slots;
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
