package dev.lockstep.model;

/** The weighted mean over rows of one number a row: most metrics are that. */
final class MeanSum implements MetricSum {
    private static final long serialVersionUID = 1;

    /** The number that a row has. */
    enum Of {
        /** 1 where the label is among the k likeliest classes, else 0. */
        HIT,
        LOG_LOSS,
        ABSOLUTE_ERROR,
        /** The root is taken of the mean. */
        SQUARED_ERROR
    }

    private final Of of;
    private final int k;
    private double sum;
    private double weight;

    MeanSum(Of of) {
        this(of, 1);
    }

    /** The k is for {@link Of#HIT} only. */
    MeanSum(Of of, int k) {
        this.of = of;
        this.k = k;
    }

    @Override
    public void add(float[] scores, double[] prediction, double label, double rowWeight) {
        double value = switch (of) {
            case HIT -> rank(prediction, (int) label) < k ? 1 : 0;
            // A probability below the smallest normal double counts as that one, so that the loss stays finite.
            case LOG_LOSS -> -StrictMath.log(Math.max(prediction[(int) label], Double.MIN_NORMAL));
            case ABSOLUTE_ERROR -> Math.abs(prediction[0] - label);
            case SQUARED_ERROR -> (prediction[0] - label) * (prediction[0] - label);
        };
        sum += rowWeight * value;
        weight += rowWeight;
    }

    /** How many classes are likelier than this one; among equals the first is, and beside NaN every other. */
    private static int rank(double[] prediction, int label) {
        int rank = 0;
        for (int c = 0; c < prediction.length; c++) {
            boolean behind = c < label ? prediction[label] > prediction[c] : prediction[label] >= prediction[c];
            if (c != label && !behind) {
                rank++;
            }
        }
        return rank;
    }

    @Override
    public void merge(MetricSum other) {
        MeanSum added = (MeanSum) other;
        sum += added.sum;
        weight += added.weight;
    }

    @Override
    public double value() {
        double mean = sum / weight;
        return of == Of.SQUARED_ERROR ? Math.sqrt(mean) : mean;
    }
}
