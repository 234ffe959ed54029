package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slices;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What an optimizer remembers from step to step: how many updates there were, and named slots with a value for each trainable
 * weight. Tensors that are not trainable have none; {@link dev.lockstep.numeric.Slice#shift()} leads from a weight to its
 * slot.
 *
 * <p>Owned by one thread. Slots are handed out uncopied. Equal are states of the same bits.
 */
public final class OptimizerState {
    private final int size;
    private final Slices trainable;
    private final Slices untrained;
    private final Map<String, float[]> slots;
    private long step;

    private OptimizerState(ParameterLayout layout, long step, Map<String, float[]> slots) {
        Checks.atLeast("step", step, 0);
        this.size = layout.size();
        this.trainable = Slices.of(layout, true);
        this.untrained = Slices.of(layout, false);
        this.slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
        this.step = step;
        this.slots.forEach((name, slot) -> Checks.require(
                slot.length == trainable.size(), "length of " + name, "" + trainable.size(), slot.length));
    }

    /** The state before the first update, with these slots, all zero. */
    public static OptimizerState zeros(ParameterLayout layout, String... names) {
        int length = Slices.of(layout, true).size();
        Map<String, float[]> slots = new LinkedHashMap<>();
        for (String name : names) {
            slots.put(name, new float[length]);
        }
        return new OptimizerState(layout, 0, slots);
    }

    /** The state after so many updates; the arrays belong to it from now on. */
    public static OptimizerState of(ParameterLayout layout, long step, Map<String, float[]> slots) {
        return new OptimizerState(layout, step, slots);
    }

    /** The number of updates so far; within an update, that one is counted: t = 1, 2, …. */
    public long step() {
        return step;
    }

    /** The number of weights, trainable or not. */
    public int size() {
        return size;
    }

    /** The slots' names, in a fixed order. */
    public Set<String> names() {
        return slots.keySet();
    }

    /** The slot of that name, uncopied. */
    public float[] slot(String name) {
        float[] slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException("state has no slot " + name + ", only " + slots.keySet());
        }
        return slot;
    }

    /** The weights that have slots. */
    Slices trainable() {
        return trainable;
    }

    /** The weights that no update moves. */
    Slices untrained() {
        return untrained;
    }

    void countStep() {
        step++;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OptimizerState state
                && size == state.size
                && step == state.step
                && trainable.slices().equals(state.trainable.slices())
                && slots.keySet().equals(state.slots.keySet())
                && slots.keySet().stream().allMatch(name -> Arrays.equals(slot(name), state.slot(name)));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(step) + 31 * slots.keySet().hashCode();
    }

    @Override
    public String toString() {
        return "OptimizerState[step=" + step + ", slots=" + slots.keySet() + ", length=" + trainable.size() + "]";
    }
}
