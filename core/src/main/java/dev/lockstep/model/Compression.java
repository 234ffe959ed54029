package dev.lockstep.model;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.List;
import java.util.Locale;

/**
 * What is done to gradients so that fewer bytes of them travel.
 *
 * <p>It is done to every node of the reduction tree, wherever that is computed and whether or not it travels: the sum of a shard, and each sum
 * of two. So bits depend on the number of shards alone, as they do without it. Loss and weights are never rounded, nor are tensors that are not
 * trained: what a sum has for these are their new values.
 */
public enum Compression {
    /** None: sums in float. What is zero is left out on the way where that is shorter, which loses nothing. */
    NONE,
    /** Sums rounded to bfloat16, which has the range of float and eight significant bits, so half the bytes. */
    BF16;

    /** As it is written in YAML. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * How many entries of a gradient are rounded: those of the tensors before the first that is not trained. Our models have these at the end of
     * theta; in a model that has them elsewhere, what is behind the first stays in float.
     */
    public int rounded(ParameterLayout layout) {
        if (this == NONE) {
            return 0;
        }
        List<Parameter> tensors = layout.parameters();
        int trained = 0;
        while (trained < tensors.size() && tensors.get(trained).trainable()) {
            trained++;
        }
        return trained == tensors.size() ? layout.size() : layout.offset(trained);
    }
}
