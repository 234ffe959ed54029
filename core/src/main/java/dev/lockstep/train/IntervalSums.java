package dev.lockstep.train;

/**
 * What an interval has counted so far, between two steps.
 *
 * @param loss Σ wᵢ lᵢ since the last evaluation
 * @param weight Σ wᵢ since then
 * @param rows since then
 * @param nanos since then
 * @param waitNanos since then, waiting for gradients
 * @param reduceNanos since then, adding gradients up
 * @param updateNanos since then, changing weights
 * @param gradients since training started
 * @param totalNanos since training started
 */
public record IntervalSums(
        double loss,
        double weight,
        long rows,
        long nanos,
        long waitNanos,
        long reduceNanos,
        long updateNanos,
        long gradients,
        long totalNanos) {
    /** Before the first step. */
    public static final IntervalSums START = new IntervalSums(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
