package dev.lockstep.train;

import dev.lockstep.train.TrainingResult.Status;
import java.util.Optional;

/**
 * Why a training ended.
 *
 * @param reason in words, where the method itself ended it
 */
record Ending(Status status, Optional<String> reason) {
    /** An ending that needs no more words. */
    Ending(Status status) {
        this(status, Optional.empty());
    }

    static Ending converged(String reason) {
        return new Ending(Status.CONVERGED, Optional.of(reason));
    }

    static Ending stalled(String reason) {
        return new Ending(Status.STALLED, Optional.of(reason));
    }
}
