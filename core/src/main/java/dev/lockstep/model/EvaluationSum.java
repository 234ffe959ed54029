package dev.lockstep.model;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a shard answers when asked how good the weights are: the sum of losses, and of what each metric needs. */
public final class EvaluationSum implements Serializable {
    private static final long serialVersionUID = 1;

    private final MetricSum[] metrics;
    private double loss;
    private double weight;
    private long rows;

    public EvaluationSum(List<Metric> metrics) {
        this.metrics = metrics.stream().map(Metric::newSum).toArray(MetricSum[]::new);
    }

    /**
     * Adds the rows of a batch, in row order.
     *
     * @param scores what the model gave them, {@code [rows × scores]}
     * @param target undoes the scaling of labels and predictions for the metrics
     */
    public void add(Batch batch, float[] scores, Loss loss, Target target) {
        int width = loss.scores(target);
        float[] row = new float[width];
        double[] prediction = new double[loss.predictions(width)];
        for (int r = 0; r < batch.rows(); r++) {
            float label = batch.labels()[r];
            double rowWeight = batch.weights()[r];
            this.loss += rowWeight * loss.value(scores, r * width, (r + 1) * width, label);
            weight += rowWeight;
            if (metrics.length > 0) {
                System.arraycopy(scores, r * width, row, 0, width);
                loss.predict(row, 0, width, prediction);
                if (target.kind() == Target.Kind.NUMBER) {
                    prediction[0] = target.original(prediction[0]);
                }
                for (MetricSum metric : metrics) {
                    metric.add(row, prediction, target.original(label), rowWeight);
                }
            }
        }
        rows += batch.rows();
    }

    /** Adds another sum to this one, in place. */
    public void merge(EvaluationSum other) {
        loss += other.loss;
        weight += other.weight;
        rows += other.rows;
        for (int i = 0; i < metrics.length; i++) {
            metrics[i].merge(other.metrics[i]);
        }
    }

    /** Makes this sum as small as it can be, for its way to the driver; it means the same. */
    public void compact() {
        for (MetricSum metric : metrics) {
            metric.compact();
        }
    }

    /** The means and metrics over all rows added. */
    public Evaluation evaluation(List<Metric> asked) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < metrics.length; i++) {
            values.put(asked.get(i).name(), metrics[i].value());
        }
        return new Evaluation(loss / weight, values, rows);
    }
}
