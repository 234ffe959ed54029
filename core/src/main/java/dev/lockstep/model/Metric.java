package dev.lockstep.model;

import dev.lockstep.data.Target;
import java.io.Serializable;

/** How good predictions are, in one number; mergeable across shards. Open for metrics of users' own. */
public interface Metric extends Serializable {
    /** Its name in results, where {@code val_} or {@code test_} come before it: another one for other settings. */
    String name();

    /** Whether a larger value is better. */
    boolean higherIsBetter();

    /**
     * Checks that the metric means something for such labels.
     *
     * @throws IllegalArgumentException that names the metric and what it wants
     */
    void check(Target target);

    MetricSum newSum();
}
