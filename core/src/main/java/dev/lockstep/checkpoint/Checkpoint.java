package dev.lockstep.checkpoint;

import dev.lockstep.train.EpochReport;
import dev.lockstep.train.Snapshot;
import java.util.List;

/**
 * All that a run is between two steps.
 *
 * @param snapshot the training itself
 * @param history the reports of all evaluations so far
 * @param facts what the run is made of
 * @param model what is trained, and how rows become what it takes
 */
public record Checkpoint(Snapshot snapshot, List<EpochReport> history, RunFacts facts, SavedModel model) {
    public Checkpoint {
        history = List.copyOf(history);
    }

    /** The number of steps taken. */
    public long step() {
        return snapshot.standing().step();
    }
}
