package dev.lockstep.train;

import dev.lockstep.model.Evaluation;
import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Names;
import java.util.Optional;

/**
 * The one number by which evaluations are compared.
 *
 * @param name {@code loss} (of the training rows, as they were trained on), {@code val_loss}, or {@code val_} and a metric
 * @param higherIsBetter whether a larger value is better
 */
public record Monitor(String name, boolean higherIsBetter) {
    /** The loss of the validation rows. */
    public static final Monitor VALIDATION_LOSS = new Monitor("val_loss", false);

    /** The loss of the training rows. */
    public static final Monitor TRAINING_LOSS = new Monitor("loss", false);

    private static final String VALIDATION = "val_";

    public Monitor {
        Checks.require(
                name.equals("loss") || (name.startsWith(VALIDATION) && name.length() > VALIDATION.length()),
                "monitor",
                "loss, val_loss, or val_ and a metric",
                name);
    }

    /** Whether there must be validation rows. */
    public boolean needsValidation() {
        return name.startsWith(VALIDATION);
    }

    /** The monitored number of an evaluation. */
    public double value(EpochReport report) {
        return value(report.loss(), report.validation());
    }

    /** The monitored number of an evaluation that is not reported yet. */
    double value(double trainingLoss, Optional<Evaluation> validation) {
        if (!needsValidation()) {
            return trainingLoss;
        }
        Evaluation evaluation = validation.orElseThrow();
        String metric = name.substring(VALIDATION.length());
        if (metric.equals("loss")) {
            return evaluation.loss();
        }
        Double value = evaluation.metrics().get(metric);
        if (value == null) {
            throw new IllegalArgumentException("monitor " + name + " looks at a metric that is not among the metrics: "
                    + Names.hint(metric, evaluation.metrics().keySet()));
        }
        return value;
    }
}
