package dev.lockstep.model;

/** The scores of the rows of each of two classes, from which metrics of their order are computed exactly. */
final class RankedSum implements MetricSum {
    private static final long serialVersionUID = 1;

    /** What is computed from the order. */
    enum Area {
        ROC,
        PRECISION_RECALL
    }

    private final Area area;
    private final WeightedScores negatives = new WeightedScores();
    private final WeightedScores positives = new WeightedScores();
    private boolean unordered;

    RankedSum(Area area) {
        this.area = area;
    }

    @Override
    public void add(float[] scores, double[] prediction, double label, double weight) {
        float score = scores.length == 1 ? scores[0] : scores[1] - scores[0];
        if (Float.isNaN(score)) {
            unordered = true;
        } else if (weight > 0) {
            (label > 0 ? positives : negatives).add(score, weight);
        }
    }

    @Override
    public void merge(MetricSum other) {
        RankedSum added = (RankedSum) other;
        negatives.merge(added.negatives);
        positives.merge(added.positives);
        unordered |= added.unordered;
    }

    @Override
    public void compact() {
        negatives.compact();
        positives.compact();
    }

    @Override
    public double value() {
        compact();
        if (unordered) {
            return Double.NaN;
        }
        return area == Area.ROC ? areaUnderRoc() : averagePrecision();
    }

    private double areaUnderRoc() {
        double below = 0;
        double won = 0;
        int j = 0;
        for (int i = 0; i < positives.size(); i++) {
            while (j < negatives.size() && negatives.score(j) < positives.score(i)) {
                below += negatives.weight(j++);
            }
            boolean tie = j < negatives.size() && negatives.score(j) == positives.score(i);
            won += positives.weight(i) * (tie ? below + negatives.weight(j) / 2 : below);
        }
        return won / (positives.total() * negatives.total());
    }

    private double averagePrecision() {
        double right = 0;
        double wrong = 0;
        double sum = 0;
        int j = negatives.size() - 1;
        for (int i = positives.size() - 1; i >= 0; i--) {
            while (j >= 0 && negatives.score(j) >= positives.score(i)) {
                wrong += negatives.weight(j--);
            }
            right += positives.weight(i);
            sum += positives.weight(i) * (right / (right + wrong));
        }
        return sum / right;
    }
}
