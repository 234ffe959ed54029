package dev.lockstep.data;

/** The scaling of a column of several features, in arrays. */
final class FeatureScaling {
    private final int width;
    private final boolean keepsZeros;
    private final boolean uniform;
    private final double[] shift;
    private final double[] factor;
    private final float[] fill;

    FeatureScaling(ColumnPlan plan) {
        Scaling scaling = plan.scaling();
        this.width = plan.values();
        this.keepsZeros = scaling.keepsZeros();
        this.uniform = scaling.factor().size() == 1;
        this.shift = scaling.shift().stream().mapToDouble(Double::doubleValue).toArray();
        this.factor = scaling.factor().stream().mapToDouble(Double::doubleValue).toArray();
        this.fill = new float[width];
        for (int j = 0; j < width; j++) {
            fill[j] = scaling.apply(j, plan.missing().fill(j));
        }
    }

    boolean keepsZeros() {
        return keepsZeros;
    }

    float apply(int feature, double x) {
        int j = uniform ? 0 : feature;
        return (float) ((x - shift[j]) * factor[j]);
    }

    /** Sets the features {@code [from, to)} to what a zero becomes. */
    void zeros(int first, int from, int to, RowPacker packer) {
        for (int j = from; j < to; j++) {
            packer.set(first + j, apply(j, 0));
        }
    }

    /** Sets every feature to what a missing value becomes. */
    void fill(int first, RowPacker packer) {
        for (int j = 0; j < width; j++) {
            packer.set(first + j, fill[j]);
        }
    }
}
