package dev.lockstep.data;

import java.io.Serializable;
import java.util.List;

/**
 * How the label is read, fitted.
 *
 * @param column its column
 * @param type what the values of the column are
 * @param spellings of each class; empty unless the label is a class
 * @param classWeights the weights of the training rows of each class, added up, 0 for one that only validation
 *     or test rows have; empty unless the label is a class
 */
public record LabelPlan(
        String column, RawColumn.Type type, Target target, List<List<String>> spellings, List<Double> classWeights)
        implements Serializable {
    public LabelPlan {
        spellings = spellings.stream().map(List::copyOf).toList();
        classWeights = List.copyOf(classWeights);
    }
}
