package dev.lockstep.network;

import dev.lockstep.numeric.Checks;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The same values in other dimensions, row-major.
 *
 * @param dimensions of a row; one of them may be −1, for as many as there are
 */
public record Reshape(List<Integer> dimensions) implements Layer {
    static final String KIND = "reshape";
    private static final int REST = -1;

    public Reshape {
        dimensions = List.copyOf(dimensions);
        Checks.require(!dimensions.isEmpty(), "shape", "of one dimension or more", dimensions);
        Checks.require(
                dimensions.stream().allMatch(dimension -> dimension >= 1 || dimension == REST)
                        && dimensions.stream()
                                        .filter(dimension -> dimension == REST)
                                        .count()
                                <= 1,
                "shape",
                "of dimensions of at least 1, one of which may be -1",
                dimensions);
    }

    static Reshape read(LayerSettings settings) {
        return new Reshape(settings.dimensions("shape"));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Shape output(Shape input) {
        long known = dimensions.stream()
                .filter(dimension -> dimension != REST)
                .mapToLong(Integer::longValue)
                .reduce(1, Math::multiplyExact);
        boolean fits = dimensions.contains(REST) ? input.size() % known == 0 : input.size() == known;
        if (!fits) {
            throw new IllegalArgumentException("makes rows of " + dimensions + ", but rows of " + input
                    + " came, which have " + input.size() + " values: write dimensions whose product is that");
        }
        List<Integer> whole = new ArrayList<>(dimensions);
        whole.replaceAll(dimension -> dimension == REST ? (int) (input.size() / known) : dimension);
        return new Shape(whole);
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
        long[] shape = new long[dimensions.size() + 1];
        shape[0] = rows.size(0);
        for (int i = 0; i < dimensions.size(); i++) {
            shape[i + 1] = dimensions.get(i);
        }
        return rows.reshape(shape);
    }
}
