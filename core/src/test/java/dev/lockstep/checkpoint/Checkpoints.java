package dev.lockstep.checkpoint;

import dev.lockstep.data.Target;
import dev.lockstep.model.Evaluation;
import dev.lockstep.numeric.Named;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.schedule.PlateauState;
import dev.lockstep.train.BestSoFar;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.IntervalSums;
import dev.lockstep.train.Snapshot;
import dev.lockstep.train.Standing;
import dev.lockstep.train.Step;
import dev.lockstep.train.StepReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Checkpoints for tests, each with all that one can have. */
final class Checkpoints {
    static final SavedModel MODEL = new SavedModel(
            new Named("linear", Map.of("bias", true)),
            Named.of("squared"),
            4,
            Target.number(),
            Optional.empty(),
            new SavedModel.Reading("csv", Map.of()),
            Map.of("lockstep", "0.1.0"));
    static final RunFacts FACTS = new RunFacts(
            "trainer:\n  epochs: 3\n", Map.of("data.train", "3 files"), 4, Map.of("java", "17", "lockstep", "0.1.0"));
    static final ParameterLayout LAYOUT = ParameterLayout.of(
            List.of(new Parameter("weight", List.of(2, 3), true, true), new Parameter("bias", List.of(1), true, true)));

    private Checkpoints() {}

    /** The checkpoint of a step, the best of which was that of another, or of none. */
    static Checkpoint of(long step, long bestStep) {
        Optional<EpochReport> best = bestStep == 0 ? Optional.empty() : Optional.of(report(bestStep));
        Standing standing = new Standing(
                step,
                step / 2,
                step / 3,
                Map.of("product", 0.1 + step, "sum", Double.NEGATIVE_INFINITY),
                new PlateauState(0.25, OptionalDouble.of(-0.0), 2, 1),
                new BestSoFar(best.map(report -> OptionalDouble.of(1.0 / 3)).orElse(OptionalDouble.empty()), best, 3),
                new IntervalSums(0.1, 2, 3, 4, 5, 6, 7, 8, 9),
                Optional.of(new StepReport(Step.of(step, 7), Double.NaN, 0.5, 2, 9, 1.5, OptionalDouble.of(0.9))));
        Map<String, float[]> slots = new LinkedHashMap<>();
        slots.put("v", values(7, step + 1));
        slots.put("none", new float[0]);
        slots.put("m", values(3, step + 2));
        Snapshot snapshot = new Snapshot(
                standing, LAYOUT, values(7, step), slots, best.isPresent() ? values(7, -step) : new float[0]);
        return new Checkpoint(snapshot, List.of(report(1), report(step)), FACTS, MODEL);
    }

    private static EpochReport report(long step) {
        return new EpochReport(
                1,
                step,
                Math.PI * step,
                1e-300,
                Optional.of(new Evaluation(0.3, Map.of("auc", Double.NaN, "accuracy", 0.1 + 0.2), 40)),
                Float.MIN_VALUE,
                1e9,
                2,
                3,
                4,
                5,
                true,
                step == 1 ? OptionalDouble.empty() : OptionalDouble.of(0.95));
    }

    private static float[] values(int n, long seed) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (seed * 31 + i) / 7f;
        }
        values[0] = -0f;
        return values;
    }

    /** Names that are never the same, and always in this order. */
    static Supplier<String> ids() {
        int[] next = {0};
        return () -> String.format(java.util.Locale.ROOT, "%08x", next[0]++);
    }
}
