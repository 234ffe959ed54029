package dev.lockstep.train;

import dev.lockstep.numeric.Checks;
import dev.lockstep.optim.Optimizer;

/**
 * The optimizers of a training: one from its start, and from some step on another. That one goes on from the weights that the
 * first would save, with a state of its own, since its tensors may be others: new slots, and updates counted anew, so that
 * rules that correct young slots do so. Keras does the same, whose models are compiled anew after layers were unfrozen. Gradients
 * that the first had accumulated for an update to come are dropped; schedule and plateau go on.
 *
 * @param first from the start
 * @param then from that step on; where there is no other, the same
 * @param from the first step of {@code then}, counted from 0; at least 1
 */
record Phases(Optimizer first, Optimizer then, long from) {
    Phases {
        Checks.atLeast("first step of the second optimizer", from, 1);
    }

    /** The same optimizer all along. */
    static Phases of(Optimizer only) {
        return new Phases(only, only, Long.MAX_VALUE);
    }
}
