package dev.lockstep.config;

import dev.lockstep.data.Scale;
import java.util.List;

/**
 * The column to predict.
 *
 * @param values the classes in order, each with its spellings; empty: those found, sorted
 * @param scale of a numeric label: none or standard
 */
public record LabelConfig(String column, List<List<String>> values, Scale scale) {
    public LabelConfig {
        values = values.stream().map(List::copyOf).toList();
    }
}
