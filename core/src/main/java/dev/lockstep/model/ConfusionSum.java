package dev.lockstep.model;

/** For each class the weights of its rows: those there are, those taken for it, and those rightly so; and F1 from them. */
final class ConfusionSum implements MetricSum {
    private static final long serialVersionUID = 1;

    private final F1.Average average;
    /** Empty until the first row tells how many classes there are. */
    private double[] actual = {};

    private double[] predicted = {};
    private double[] hits = {};

    ConfusionSum(F1.Average average) {
        this.average = average;
    }

    @Override
    public void add(float[] scores, double[] prediction, double label, double weight) {
        grow(prediction.length);
        int likeliest = 0;
        for (int c = 1; c < prediction.length; c++) {
            if (prediction[c] > prediction[likeliest]) {
                likeliest = c;
            }
        }
        int right = (int) label;
        actual[right] += weight;
        predicted[likeliest] += weight;
        if (likeliest == right) {
            hits[right] += weight;
        }
    }

    private void grow(int classes) {
        if (actual.length == 0) {
            actual = new double[classes];
            predicted = new double[classes];
            hits = new double[classes];
        }
    }

    @Override
    public void merge(MetricSum other) {
        ConfusionSum added = (ConfusionSum) other;
        grow(added.actual.length);
        for (int c = 0; c < added.actual.length; c++) {
            actual[c] += added.actual[c];
            predicted[c] += added.predicted[c];
            hits[c] += added.hits[c];
        }
    }

    @Override
    public double value() {
        return switch (average) {
            case AUTO -> actual.length == 2 ? f1(1) : macro();
            case BINARY -> actual.length == 2 ? f1(1) : Double.NaN;
            case MACRO -> macro();
            case MICRO -> sum(hits) / sum(actual);
            case WEIGHTED -> weighted();
        };
    }

    /** NaN for a class that is neither there nor predicted. */
    private double f1(int c) {
        return 2 * hits[c] / (actual[c] + predicted[c]);
    }

    private double macro() {
        double sum = 0;
        int seen = 0;
        for (int c = 0; c < actual.length; c++) {
            if (actual[c] + predicted[c] > 0) {
                sum += f1(c);
                seen++;
            }
        }
        return sum / seen;
    }

    private double weighted() {
        double sum = 0;
        for (int c = 0; c < actual.length; c++) {
            if (actual[c] > 0) {
                sum += actual[c] * f1(c);
            }
        }
        return sum / sum(actual);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
