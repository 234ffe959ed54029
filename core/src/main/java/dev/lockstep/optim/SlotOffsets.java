package dev.lockstep.optim;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Slice;
import java.util.function.ToIntFunction;

/** Where each tensor's values begin in a slot that has not one value for each trainable weight. */
final class SlotOffsets {
    private final ParameterLayout layout;
    private final int[] offsets;

    /**
     * The offsets for tensors that lie one after another without gaps.
     *
     * @param length how many values a trainable tensor has; those of others are none
     */
    SlotOffsets(ParameterLayout layout, ToIntFunction<Parameter> length) {
        this.layout = layout;
        this.offsets = new int[layout.parameters().size() + 1];
        for (int i = 0; i < layout.parameters().size(); i++) {
            Parameter parameter = layout.parameters().get(i);
            offsets[i + 1] = Math.addExact(offsets[i], parameter.trainable() ? length.applyAsInt(parameter) : 0);
        }
    }

    /** The length of the slot. */
    int size() {
        return offsets[layout.parameters().size()];
    }

    /** Whether a tensor has values there. */
    boolean has(int tensor) {
        return offsets[tensor + 1] > offsets[tensor];
    }

    /** The index of a tensor's first value. */
    int of(int tensor) {
        return offsets[tensor];
    }

    /** The same weights, for a slot that has a value for each weight of the slice's tensor. */
    Slice moved(Slice slice) {
        int slot = offsets[slice.tensor()] + slice.from() - layout.offset(slice.tensor());
        return new Slice(slice.from(), slice.to(), slot, slice.tensor());
    }
}
