package dev.lockstep.model;

/** How far labels lie from their mean, and from their predictions; and R² from that. */
final class VarianceSum implements MetricSum {
    private static final long serialVersionUID = 1;

    private double weight;
    private double mean;
    /** Σ w (y − mean)², updated as the mean moves: sums of squares would cancel for labels far from 0. */
    private double spread;

    private double residual;

    @Override
    public void add(float[] scores, double[] prediction, double label, double rowWeight) {
        if (rowWeight > 0) {
            double error = prediction[0] - label;
            residual += rowWeight * error * error;
            combine(rowWeight, label, 0);
        }
    }

    @Override
    public void merge(MetricSum other) {
        VarianceSum added = (VarianceSum) other;
        if (added.weight > 0) {
            residual += added.residual;
            combine(added.weight, added.mean, added.spread);
        }
    }

    /** The update of Chan, Golub and LeVeque (1979) for two sets of rows. */
    private void combine(double otherWeight, double otherMean, double otherSpread) {
        double total = weight + otherWeight;
        double difference = otherMean - mean;
        mean += difference * (otherWeight / total);
        spread += otherSpread + difference * difference * (weight * (otherWeight / total));
        weight = total;
    }

    @Override
    public double value() {
        return spread > 0 ? 1 - residual / spread : Double.NaN;
    }
}
