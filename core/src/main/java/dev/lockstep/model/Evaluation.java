package dev.lockstep.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How good a model is on some rows.
 *
 * @param loss the weighted mean of the loss
 * @param metrics each metric by its name, in the order asked for
 * @param rows how many rows were looked at
 */
public record Evaluation(double loss, Map<String, Double> metrics, long rows) {
    public Evaluation {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
