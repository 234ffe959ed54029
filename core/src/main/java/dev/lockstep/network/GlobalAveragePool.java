package dev.lockstep.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The mean of each channel over all places: {@code [channels, …]} becomes {@code [channels]}. */
public record GlobalAveragePool() implements Layer {
    static final String KIND = "global_average_pool";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Shape output(Shape input) {
        if (input.rank() < 2) {
            throw new IllegalArgumentException("takes rows of channels and places, but rows of " + input
                    + " came: leave it out, or put it before flatten");
        }
        return Shape.of(input.at(0));
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        return List.of();
    }

    @Override
    public long flops(Shape input) {
        return input.size();
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        return torch.mean(torch.flatten(rows, 2, -1), -1);
    }
}
