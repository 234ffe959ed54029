package dev.lockstep.report;

import dev.lockstep.model.Evaluation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An evaluation for people and for programs. */
public final class Scores {
    private Scores() {}

    /** Loss, metrics and rows, by name. */
    public static Map<String, Object> map(Evaluation evaluation) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("loss", evaluation.loss());
        values.putAll(evaluation.metrics());
        values.put("rows", evaluation.rows());
        return values;
    }

    /** Loss, metrics and rows, a line each. */
    public static List<String> lines(Evaluation evaluation) {
        TextTable table = new TextTable(true).row("loss", Figures.value(evaluation.loss()));
        evaluation.metrics().forEach((name, value) -> table.row(name, Figures.value(value)));
        return table.row("rows", Figures.count(evaluation.rows())).lines();
    }
}
