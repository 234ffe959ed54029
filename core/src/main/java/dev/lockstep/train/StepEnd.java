package dev.lockstep.train;

import java.util.function.Supplier;

/**
 * The end of a step and of what was due after it: nothing is under way.
 *
 * @param step the number of steps taken, at least 1
 * @param last whether training ends here
 * @param state copies the state of the training, as long as listeners are being told
 */
public record StepEnd(long step, boolean last, Supplier<Snapshot> state) {
    /** All that the training is now. */
    public Snapshot snapshot() {
        return state.get();
    }
}
