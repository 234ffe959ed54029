package dev.lockstep.report;

import dev.lockstep.model.Evaluation;
import dev.lockstep.spark.PreparedData;
import dev.lockstep.spark.TrainingOutcome;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The lines that people read on a terminal. */
final class Lines {
    private static final String GAP = "  ";

    private Lines() {}

    /** {@code 54,000 rows to train, 6,000 to validate, 10,000 to test; 784 features, 10 classes; 2 shards}. */
    static String data(PreparedData data) {
        StringBuilder line = new StringBuilder();
        line.append(Figures.count(data.rows(Split.TRAINING))).append(" rows to train");
        append(line, data.rows(Split.VALIDATION), " to validate");
        append(line, data.rows(Split.TEST), " to test");
        line.append("; ").append(Figures.count(data.width())).append(data.sparse() ? " sparse features" : " features");
        append(line, data.target().classes().size(), " classes");
        return line.append("; ")
                .append(data.shards())
                .append(data.shards() == 1 ? " shard" : " shards")
                .toString();
    }

    private static void append(StringBuilder line, long count, String what) {
        if (count > 0) {
            line.append(", ").append(Figures.count(count)).append(what);
        }
    }

    /** {@code loss 0.4312  val_loss 0.4021  val_accuracy 0.8612}. */
    static String losses(double loss, Optional<Evaluation> validation) {
        StringBuilder line = new StringBuilder("loss ").append(Figures.value(loss));
        validation.ifPresent(evaluation -> named(evaluation)
                .forEach((name, value) ->
                        line.append(GAP).append("val_").append(name).append(' ').append(Figures.value(value))));
        return line.toString();
    }

    /** The line of one evaluation in a log. */
    static String epoch(EpochReport report, int epochs) {
        int digits = Integer.toString(epochs).length();
        return String.format(Locale.ROOT, "epoch %" + digits + "d/%d  step %d", report.epoch(), epochs, report.step())
                + GAP
                + losses(report.loss(), report.validation())
                + GAP
                + Figures.count(report.rowsPerSecond())
                + " rows/s  rate "
                + Figures.rate(report.learningRate())
                + GAP
                + Figures.seconds(report.seconds());
    }

    private static Map<String, Double> named(Evaluation evaluation) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss", evaluation.loss());
        values.putAll(evaluation.metrics());
        return values;
    }

    /** The table at the end: how it went, how good the best weights are, and where things are. */
    static List<String> summary(TrainingOutcome outcome, int epochs, String folder) {
        List<String> lines = new ArrayList<>();
        lines.add(ending(outcome.training(), epochs));
        outcome.training()
                .reason()
                .ifPresent(reason -> lines.add(
                        reason + "; " + Figures.count(outcome.training().gradients()) + " gradients"));
        lines.add("");
        lines.addAll(evaluations(outcome));
        lines.addAll(files(folder));
        return lines;
    }

    /** Where the files of a run are. */
    static List<String> files(String folder) {
        return new TextTable(false)
                .row("model", folder + "/" + RunFolder.MODEL)
                .row("report", folder + "/" + RunFolder.REPORT)
                .row("every epoch", folder + "/" + RunFolder.METRICS)
                .row("result", folder + "/" + RunFolder.RESULT)
                .row("Spark's log", folder + "/" + RunFolder.SPARK_LOG)
                .lines();
    }

    /** {@code completed: best epoch 9, trained 10 of 10 epochs, …}, {@code stopped in epoch 3 of 10: best epoch 1, …}. */
    private static String ending(TrainingResult training, int epochs) {
        String status = training.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        boolean whole = training.steps() % training.stepsPerEpoch() == 0;
        String of = training.epochs() + " of " + epochs;
        return status + (whole ? "" : " in epoch " + of) + ": "
                + training.best()
                        .map(best -> "best epoch " + best.epoch() + ", ")
                        .orElse("")
                + (whole ? "trained " + of + " epochs, " : "")
                + Figures.count(training.steps()) + " steps, " + Figures.seconds(training.seconds());
    }

    private static List<String> evaluations(TrainingOutcome outcome) {
        Map<String, Map<String, Double>> columns = new LinkedHashMap<>();
        outcome.validation().ifPresent(evaluation -> columns.put("validation", named(evaluation)));
        outcome.test().ifPresent(evaluation -> columns.put("test", named(evaluation)));
        if (columns.isEmpty()) {
            return List.of();
        }
        TextTable table = new TextTable(true);
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(columns.keySet());
        table.row(head);
        for (String name : columns.values().iterator().next().keySet()) {
            List<String> row = new ArrayList<>(List.of(name));
            columns.values().forEach(column -> row.add(Figures.value(column.getOrDefault(name, Double.NaN))));
            table.row(row);
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        return lines;
    }
}
