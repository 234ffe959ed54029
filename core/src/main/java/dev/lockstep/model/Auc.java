package dev.lockstep.model;

import dev.lockstep.data.Target;

/**
 * The area under the ROC curve: how likely a row of the second class has a higher score than one of the first.
 *
 * <pre>{@code
 * AUC = Σᵢⱼ wᵢ wⱼ ([sᵢ > sⱼ] + ½ [sᵢ = sⱼ]) / Σᵢⱼ wᵢ wⱼ        i of the second class, j of the first
 * }</pre>
 *
 * <p>Exact, with ties and weights. Keeps every distinct score: 12 bytes each. NaN where a class has no rows.
 *
 * @see <a href="https://doi.org/10.1148/radiology.143.1.7063747">Hanley and McNeil, 1982</a>
 */
public record Auc() implements Metric {
    @Override
    public String name() {
        return "auc";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public void check(Target target) {
        Labels.requireTwoClasses(name(), target);
    }

    @Override
    public MetricSum newSum() {
        return new RankedSum(RankedSum.Area.ROC);
    }
}
