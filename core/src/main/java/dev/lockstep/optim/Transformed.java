package dev.lockstep.optim;

import java.util.List;

/**
 * An optimizer that sees its gradients through transforms.
 *
 * @param transforms in the order in which they change the gradient
 */
public record Transformed(Optimizer inner, List<GradientTransform> transforms) implements Wrapper {
    public Transformed {
        transforms = List.copyOf(transforms);
    }

    @Override
    public Transformed around(Optimizer other) {
        return new Transformed(other, transforms);
    }

    @Override
    public void update(Update update) {
        transforms.forEach(transform -> transform.addTo(update));
        inner.update(update);
    }

    /** Any that is finite, if it is clipped: what is left then can be squared. */
    @Override
    public double largestNorm() {
        return transforms.stream().anyMatch(GradientTransform::limits) ? Double.MAX_VALUE : inner.largestNorm();
    }
}
