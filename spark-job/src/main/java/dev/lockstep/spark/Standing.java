package dev.lockstep.spark;

import java.time.Duration;
import java.util.Optional;

/** A generation of workers and the Spark job whose tasks they are. */
record Standing(Generation generation, OwnJob job) {
    /** How long tasks that have nothing to do may take to end; others are cancelled, and end when they notice. */
    private static final Duration PARTING = Duration.ofSeconds(2);

    /** Sends the workers home and sees the job off. */
    void dismiss() {
        generation.end(Optional.empty());
        if (!job.endsWithin(PARTING)) {
            job.cancel();
            job.endsWithin(PARTING);
        }
    }
}
