package dev.lockstep.network;

import java.io.Serializable;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A step from the rows of a batch to other rows, with weights of its own or none. Holds settings only, checked when it is made;
 * shapes are checked by {@link #output}, before anything is computed.
 */
public sealed interface Layer extends Serializable
        permits Activation,
                AlphaDropout,
                BatchNorm,
                Convolution,
                Dense,
                Dropout,
                Embedding,
                Flatten,
                GlobalAveragePool,
                GroupNorm,
                LayerNorm,
                Parallel,
                Pool,
                Reshape,
                Residual {
    /** What it is called in configurations. */
    String kind();

    /**
     * The shape of a row that leaves the layer.
     *
     * @throws IllegalArgumentException if rows of that shape cannot enter: what came, what it wants and the remedy
     */
    Shape output(Shape input);

    /** Its tensors for rows of a shape that can enter, trained ones and buffers. */
    List<TensorSpec> tensors(Shape input);

    /** The multiplications and additions that the forward pass of one row takes, each counted as one. */
    long flops(Shape input);

    /** The values that are kept of one row until its gradient is computed. */
    default long activations(Shape input) {
        return output(input).size();
    }

    /** Whether what it makes of a row depends on the others in training, so that it must see a shard's whole part of the batch. */
    default boolean mixesRows() {
        return false;
    }

    /** Whether rows enter in float, also where layers compute with less: numbers of categories would not survive that. */
    default boolean takesNumbers() {
        return false;
    }

    /** Whether it refers to the features of the data, so that no layer that computes may come before it. */
    default boolean readsFeatures() {
        return false;
    }

    /**
     * The rows that leave the layer.
     *
     * @param rows {@code [n, …]} with the dimensions of the shape that entered {@link #output}; not written to
     */
    Tensor forward(Tensor rows, Pass pass);
}
