package dev.lockstep.optim;

import dev.lockstep.numeric.ParameterLayout;

/**
 * Centralizes the gradient: from that of each unit of a matrix, a unit being what belongs to one index of the first dimension,
 * its mean is subtracted. Tensors of at most one dimension stay as they are. It keeps the sum of a unit's weights where it is,
 * which smooths the loss and often helps deep networks to generalize.
 *
 * @see <a href="https://arxiv.org/abs/2004.01461">Yong and others, 2020</a>
 */
public record Centralize() implements GradientTransform {
    @Override
    public boolean limits() {
        return false;
    }

    @Override
    public void addTo(Update update) {
        update.norms(); // what changes the gradient before must have done so
        ParameterLayout layout = update.state().layout();
        Units units = new Units(layout);
        float[][] means = new float[layout.parameters().size()][];
        for (int tensor = 0; tensor < means.length; tensor++) {
            if (layout.parameters().get(tensor).trainable() && units.isMatrix(tensor)) {
                means[tensor] = units.each(tensor, (from, to) -> mean(update.gradient(), from, to));
            }
        }
        update.transforming((slice, rate) -> {
            if (units.isMatrix(slice.tensor())) {
                units.forEach(
                        slice, (unit, from, to) -> subtract(update.gradient(), means[slice.tensor()][unit], from, to));
            }
        });
    }

    private static float mean(float[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return (float) (sum / (to - from));
    }

    private static void subtract(float[] values, float mean, int from, int to) {
        for (int i = from; i < to; i++) {
            values[i] -= mean;
        }
    }
}
