package dev.lockstep.spark;

import java.util.Optional;

/** A generation is over before it has answered. */
final class EndedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Optional<Throwable> why;
    private final transient Optional<String> lost;

    EndedException(Optional<Throwable> why, Optional<String> lost) {
        super("the standing job is over", why.orElse(null));
        this.why = why;
        this.lost = lost;
    }

    /** The executor that was lost, if that is why. */
    Optional<String> lost() {
        return lost;
    }

    /** What has ended it; empty if the driver has, because a job of somebody else's wanted the slots. */
    Optional<Throwable> why() {
        return why;
    }
}
