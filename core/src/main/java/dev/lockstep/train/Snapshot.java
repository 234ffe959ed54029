package dev.lockstep.train;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All that a training is between two steps, as a value: it shares no array with the training that it was taken from, and a training
 * that starts from it goes on with the same bits. Owns its arrays and hands them out uncopied. Equal are snapshots of the same bits.
 */
public final class Snapshot {
    private final Standing standing;
    private final ParameterLayout layout;
    private final float[] weights;
    private final Map<String, float[]> slots;
    private final float[] bestWeights;

    /**
     * A snapshot of these arrays, which belong to it from now on.
     *
     * @param layout names and shapes of the tensors of the weights; what else it says of them counts for nothing
     * @param slots of the optimizer or of L-BFGS, by name
     * @param bestWeights of the best evaluation; empty where there is none
     */
    public Snapshot(
            Standing standing,
            ParameterLayout layout,
            float[] weights,
            Map<String, float[]> slots,
            float[] bestWeights) {
        Checks.require(weights.length == layout.size(), "number of weights", "" + layout.size(), weights.length);
        int best = standing.best().report().isPresent() ? weights.length : 0;
        Checks.require(bestWeights.length == best, "number of best weights", "" + best, bestWeights.length);
        this.standing = standing;
        this.layout = layout;
        this.weights = weights;
        this.slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
        this.bestWeights = bestWeights;
    }

    public Standing standing() {
        return standing;
    }

    /** The tensors of the weights, by name and shape. */
    public ParameterLayout layout() {
        return layout;
    }

    public float[] weights() {
        return weights;
    }

    /** The slots by name, in a fixed order. */
    public Map<String, float[]> slots() {
        return slots;
    }

    /** The weights of the best evaluation; empty where there is none. */
    public float[] bestWeights() {
        return bestWeights;
    }

    /** Whether every weight and slot is finite. What is not is on its way to diverge, and not worth going back to. */
    public boolean isFinite() {
        return Stream.concat(Stream.of(weights, bestWeights), slots.values().stream())
                .allMatch(Snapshot::isFinite);
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Throws unless it is of such weights.
     *
     * @throws IllegalArgumentException naming the first tensor that differs
     */
    void requireWeightsOf(ParameterLayout other) {
        List<String> have = tensors(layout);
        List<String> want = tensors(other);
        for (int i = 0; i < Math.max(have.size(), want.size()); i++) {
            String there = i < have.size() ? have.get(i) : "none";
            String here = i < want.size() ? want.get(i) : "none";
            Checks.require(there.equals(here), "tensor " + (i + 1) + " of the snapshot", here, there);
        }
    }

    private static List<String> tensors(ParameterLayout layout) {
        return layout.parameters().stream().map(Snapshot::tensor).toList();
    }

    private static String tensor(Parameter parameter) {
        return parameter.name() + " " + parameter.shape();
    }

    /** Copies of the slots, for who will write to them. */
    Map<String, float[]> copiedSlots() {
        Map<String, float[]> copies = new LinkedHashMap<>();
        slots.forEach((name, slot) -> copies.put(name, slot.clone()));
        return copies;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Snapshot snapshot
                && standing.equals(snapshot.standing)
                && tensors(layout).equals(tensors(snapshot.layout))
                && Arrays.equals(weights, snapshot.weights)
                && slots.keySet().equals(snapshot.slots.keySet())
                && slots.keySet().stream().allMatch(name -> Arrays.equals(slots.get(name), snapshot.slots.get(name)))
                && Arrays.equals(bestWeights, snapshot.bestWeights);
    }

    @Override
    public int hashCode() {
        return standing.hashCode() + 31 * Arrays.hashCode(weights);
    }

    @Override
    public String toString() {
        return "Snapshot[step=" + standing.step() + ", weights=" + weights.length + ", slots=" + slots.keySet() + "]";
    }
}
