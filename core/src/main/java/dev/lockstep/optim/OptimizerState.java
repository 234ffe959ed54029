package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slice;
import dev.lockstep.numeric.Slices;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What an optimizer remembers from step to step: how many updates there were, named slots, and named numbers. Most slots have a
 * value for each trainable weight; tensors that are not trainable have none, and {@link dev.lockstep.numeric.Slice#shift()}
 * leads from a weight to its slot. Slots of another length are the business of the optimizer that asked for them.
 *
 * <p>Owned by one thread. Slots are handed out uncopied. Equal are states of the same bits.
 */
public final class OptimizerState {
    private final ParameterLayout layout;
    private final Slices trainable;
    private final Slices untrained;
    private final Map<String, float[]> slots;
    private final Map<String, Double> numbers;
    private final Set<String> names;
    /** Where a slot comes from that is not there yet. */
    private final Function<String, float[]> original;

    private TensorRules rules = TensorRules.SAME;
    private long step;

    private OptimizerState(ParameterLayout layout, long step, Map<String, float[]> slots, Map<String, Double> numbers) {
        Checks.atLeast("step", step, 0);
        this.layout = layout;
        this.trainable = Slices.of(layout, true);
        this.untrained = Slices.of(layout, false);
        this.slots = new LinkedHashMap<>(slots);
        this.numbers = new LinkedHashMap<>(numbers);
        this.names = Collections.unmodifiableSet(this.slots.keySet());
        this.original = this::missing;
        this.step = step;
    }

    private OptimizerState(OptimizerState whole, Slice slice) {
        this.layout = whole.layout;
        this.trainable = whole.trainable;
        this.untrained = whole.untrained;
        this.slots = new LinkedHashMap<>();
        this.numbers = whole.numbers;
        this.rules = whole.rules;
        this.step = whole.step;
        this.original = name -> Arrays.copyOfRange(whole.slot(name), slice.slot(), slice.slot() + slice.length());
        this.names = whole.names();
    }

    /** The state before the first update, with these slots, a zero for each trainable weight. */
    public static OptimizerState zeros(ParameterLayout layout, String... names) {
        OptimizerState state = new OptimizerState(layout, 0, Map.of(), Map.of());
        for (String name : names) {
            state.withSlot(name);
        }
        return state;
    }

    /**
     * What {@link Optimizer#newState} made, as it was after so many updates: for states that were saved.
     *
     * @param slots by name; the arrays belong to the state from now on
     * @param numbers by name
     * @throws IllegalArgumentException if they are not the slots and numbers of this state
     */
    public OptimizerState restored(long afterSteps, Map<String, float[]> slots, Map<String, Double> numbers) {
        Checks.require(slots.keySet().equals(names()), "slots", "" + names(), slots.keySet());
        Checks.require(
                numbers.keySet().equals(this.numbers.keySet()),
                "numbers",
                "" + this.numbers.keySet(),
                numbers.keySet());
        OptimizerState restored = new OptimizerState(layout, afterSteps, this.slots, this.numbers);
        slots.forEach((name, slot) -> {
            int length = slot(name).length;
            Checks.require(slot.length == length, "length of " + name, "" + length, slot.length);
            restored.slots.put(name, slot);
        });
        restored.numbers.putAll(numbers);
        restored.rules = rules;
        return restored;
    }

    /** Adds a slot with a zero for each trainable weight. */
    OptimizerState withSlot(String name) {
        return withSlot(name, trainable.size());
    }

    /** Adds a slot of so many zeros. */
    OptimizerState withSlot(String name, int length) {
        Checks.require(!slots.containsKey(name), "slot", "new", name);
        slots.put(name, new float[length]);
        return this;
    }

    /** Adds a slot with this value for each trainable weight. */
    OptimizerState withSlotOf(String name, float value) {
        withSlot(name);
        Arrays.fill(slot(name), value);
        return this;
    }

    /** Adds a number. */
    OptimizerState withNumber(String name, double value) {
        Checks.require(!numbers.containsKey(name), "number", "new", name);
        numbers.put(name, value);
        return this;
    }

    /** Says how tensors differ. */
    OptimizerState withRules(TensorRules other) {
        rules = other;
        return this;
    }

    TensorRules rules() {
        return rules;
    }

    /**
     * A copy of what belongs to one slice of weights, whose slots begin at 0; each is copied when it is first asked for. {@link
     * #writeBack} makes changes of it changes of this.
     */
    OptimizerState window(Slice slice) {
        return new OptimizerState(this, slice);
    }

    /** Writes the slots of a window to where they came from. */
    void writeBack(OptimizerState window, Slice slice) {
        window.slots.forEach((name, copy) -> System.arraycopy(copy, 0, slot(name), slice.slot(), slice.length()));
    }

    /** The number of updates so far; within an update, that one is counted: t = 1, 2, …. */
    public long step() {
        return step;
    }

    /** The tensors; those that are frozen count as not trainable. */
    public ParameterLayout layout() {
        return layout;
    }

    /** The number of weights, trainable or not. */
    public int size() {
        return layout.size();
    }

    /** The slots' names, in a fixed order. */
    public Set<String> names() {
        return names;
    }

    /** The slot of that name, uncopied. */
    public float[] slot(String name) {
        float[] slot = slots.get(name);
        if (slot == null) {
            slot = original.apply(name);
            slots.put(name, slot);
        }
        return slot;
    }

    private float[] missing(String name) {
        throw new IllegalArgumentException("state has no slot " + name + ", only " + names);
    }

    /** The numbers by name, in a fixed order. */
    public Map<String, Double> numbers() {
        return Collections.unmodifiableMap(numbers);
    }

    double number(String name) {
        Double number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("state has no number " + name + ", only " + numbers.keySet());
        }
        return number;
    }

    void setNumber(String name, double value) {
        Checks.require(numbers.replace(name, value) != null, "number", "one of " + numbers.keySet(), name);
    }

    /** The weights that updates move. */
    public Slices trainable() {
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
                && step == state.step
                && layout.equals(state.layout)
                && numbers.equals(state.numbers)
                && slots.keySet().equals(state.slots.keySet())
                && slots.keySet().stream().allMatch(name -> Arrays.equals(slot(name), state.slot(name)));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(step) + 31 * slots.keySet().hashCode();
    }

    @Override
    public String toString() {
        return "OptimizerState[step=" + step + ", slots=" + slots.keySet() + ", numbers=" + numbers + ", length="
                + trainable.size() + "]";
    }
}
