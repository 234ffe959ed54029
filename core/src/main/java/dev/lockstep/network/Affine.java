package dev.lockstep.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.TensorOptional;

/**
 * What a norm multiplies and adds after it: tensors {@code weight}, which begins with ones, and {@code bias}, which begins with zeros.
 * Neither is decayed.
 *
 * @param scale whether it multiplies
 * @param center whether it adds
 */
public record Affine(boolean scale, boolean center) implements Serializable {
    public static final Affine BOTH = new Affine(true, true);

    private static final String WEIGHT = "weight";
    private static final String BIAS = "bias";

    static Affine read(LayerSettings settings) {
        return new Affine(settings.flag("scale", true), settings.flag("center", true));
    }

    List<TensorSpec> tensors(List<Integer> shape) {
        List<TensorSpec> tensors = new ArrayList<>();
        if (scale) {
            tensors.add(TensorSpec.bias(WEIGHT, shape, Constant.ONES));
        }
        if (center) {
            tensors.add(TensorSpec.bias(BIAS, shape, Constant.ZEROS));
        }
        return tensors;
    }

    TensorOptional scale(Pass pass) {
        return scale ? new TensorOptional(pass.master(WEIGHT)) : new TensorOptional();
    }

    TensorOptional shift(Pass pass) {
        return center ? new TensorOptional(pass.master(BIAS)) : new TensorOptional();
    }
}
