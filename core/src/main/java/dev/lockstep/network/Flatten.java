package dev.lockstep.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Rows of several dimensions as rows of one, row-major. */
public record Flatten() implements Layer {
    static final String KIND = "flatten";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Shape output(Shape input) {
        return Shape.of(input.size());
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        return List.of();
    }

    @Override
    public long flops(Shape input) {
        return 0;
    }

    @Override
    public long activations(Shape input) {
        return 0;
    }

    @Override
    public boolean takesNumbers() {
        return true; // it computes nothing: what comes next takes what it needs
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        return torch.flatten(rows, 1, -1);
    }
}
