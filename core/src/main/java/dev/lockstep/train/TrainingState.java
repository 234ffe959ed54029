package dev.lockstep.train;

import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.OptimizerState;
import dev.lockstep.schedule.PlateauState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

    /**
     * As a snapshot has it.
     *
     * @param fresh the slots of the optimizer before its first update
     * @throws IllegalArgumentException if the snapshot's slots and numbers are not the optimizer's
     */
    TrainingState(Snapshot from, Optimizer optimizer, OptimizerState fresh) {
        Standing standing = from.standing();
        this.theta = from.weights().clone();
        this.next = new float[theta.length];
        this.optimizer = optimizer;
        this.slots = fresh.restored(standing.updates(), from.copiedSlots(), standing.numbers());
        this.plateau = standing.plateau();
        this.earlierUpdates = standing.earlierUpdates();
        this.step = standing.step();
    }

    /** All that the training is, with what others know of it. */
    Snapshot snapshot(ParameterLayout layout, Best best, IntervalSums sums) {
        Map<String, float[]> copies = new LinkedHashMap<>();
        slots.names().forEach(name -> copies.put(name, slots.slot(name).clone()));
        Standing standing = new Standing(
                step, slots.step(), earlierUpdates, slots.numbers(), plateau, best.soFar(), sums, Optional.empty());
        return new Snapshot(standing, layout, theta.clone(), copies, best.copiedWeights());
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
