package dev.lockstep.train;

import dev.lockstep.numeric.Checks;
import dev.lockstep.schedule.PlateauState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a training stands between two steps: all its numbers.
 *
 * @param step the number of steps taken
 * @param updates the number of updates by the optimizer, of which there are fewer where gradients are accumulated
 * @param earlierUpdates those by the optimizer before it, if another one went before
 * @param numbers those of the optimizer or of L-BFGS, by name
 * @param sums of the reports to come
 * @param unevaluated the last step, where its evaluation is yet to come and needs its report
 */
public record Standing(
        long step,
        long updates,
        long earlierUpdates,
        Map<String, Double> numbers,
        PlateauState plateau,
        BestSoFar best,
        IntervalSums sums,
        Optional<StepReport> unevaluated) {
    public Standing {
        Checks.atLeast("step", step, 0);
        Checks.atLeast("updates", updates, 0);
        Checks.atLeast("earlier updates", earlierUpdates, 0);
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }
}
