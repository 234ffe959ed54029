package dev.lockstep.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Several lists of layers that all see what enters; what they make of it is put side by side, along the first dimension. An empty list
 * passes on what enters: {@code parallel: [[], [{dense: 30}]]} is wide and deep.
 *
 * <p>Tensors are those of the layers, after the names {@code branch1}, {@code branch2}, ….
 *
 * @param branches at least two
 * @see <a href="https://arxiv.org/abs/1606.07792">Cheng and others, 2016, on wide and deep</a>
 */
public record Parallel(List<Stack> branches) implements Layer {
    static final String KIND = "parallel";

    public Parallel {
        branches = List.copyOf(branches);
        if (branches.size() < 2) {
            throw new IllegalArgumentException("parallel has fewer than two lists of layers: write for example"
                    + " {parallel: [[], [{dense: 10}]]}");
        }
    }

    static Parallel read(LayerSettings settings) {
        return new Parallel(settings.stacks("branches"));
    }

    @Override
    public String kind() {
        return KIND;
    }

    private static String name(int branch) {
        return "branch" + (branch + 1);
    }

    @Override
    public Shape output(Shape input) {
        List<Integer> whole = new ArrayList<>();
        for (int b = 0; b < branches.size(); b++) {
            List<Integer> one = outputOf(b, input).dimensions();
            if (b == 0) {
                whole.addAll(one);
            } else if (!one.subList(1, one.size()).equals(whole.subList(1, whole.size()))) {
                throw new IllegalArgumentException("puts its lists side by side along their first dimension, but "
                        + name(0) + " makes " + outputOf(0, input) + " and " + name(b) + " " + outputOf(b, input)
                        + ": make the other dimensions alike");
            } else {
                whole.set(0, Math.addExact(whole.get(0), one.get(0)));
            }
        }
        return new Shape(whole);
    }

    private Shape outputOf(int branch, Shape input) {
        try {
            return branches.get(branch).output(input);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name(branch) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        List<TensorSpec> tensors = new ArrayList<>();
        for (int b = 0; b < branches.size(); b++) {
            String name = name(b);
            branches.get(b).tensors(input).forEach(tensor -> tensors.add(tensor.in(name)));
        }
        return tensors;
    }

    @Override
    public long flops(Shape input) {
        return sum(input, Stack::flops);
    }

    @Override
    public long activations(Shape input) {
        return output(input).size() + sum(input, Stack::activations);
    }

    private long sum(Shape input, BiFunction<Stack, Shape, Long> count) {
        return branches.stream().mapToLong(stack -> count.apply(stack, input)).sum();
    }

    @Override
    public boolean takesNumbers() {
        return true; // its lists take what each of them needs
    }

    @Override
    public boolean readsFeatures() {
        return branches.stream().anyMatch(Stack::readsFeatures);
    }

    @Override
    public boolean mixesRows() {
        return branches.stream().anyMatch(Stack::mixesRows);
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        TensorVector made = new TensorVector();
        for (int b = 0; b < branches.size(); b++) {
            made.push_back(branches.get(b).forward(rows, pass.inside(name(b))));
        }
        return torch.cat(made, 1);
    }
}
