package dev.lockstep.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.Evaluation;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.Step;
import dev.lockstep.train.StepReport;
import java.util.Map;

/** Reports as JSON, bit for bit. */
final class ReportJson {
    private ReportJson() {}

    static ObjectNode write(EpochReport report) {
        ObjectNode tree = Json.MAPPER.createObjectNode();
        tree.put("epoch", report.epoch());
        tree.put("step", report.step());
        tree.put("loss", report.loss());
        tree.put("learning_rate", report.learningRate());
        report.validation().ifPresent(validation -> tree.set("validation", write(validation)));
        tree.put("gradient_norm", report.gradientNorm());
        tree.put("rows_per_second", report.rowsPerSecond());
        tree.put("seconds", report.seconds());
        tree.put("wait_seconds", report.waitSeconds());
        tree.put("reduce_seconds", report.reduceSeconds());
        tree.put("update_seconds", report.updateSeconds());
        tree.put("best", report.best());
        report.momentum().ifPresent(momentum -> tree.put("momentum", momentum));
        return tree;
    }

    static EpochReport epoch(Tree tree) {
        return new EpochReport(
                tree.integer("epoch"),
                tree.whole("step"),
                tree.number("loss"),
                tree.number("learning_rate"),
                tree.find("validation").map(ReportJson::evaluation),
                tree.number("gradient_norm"),
                tree.number("rows_per_second"),
                tree.number("seconds"),
                tree.number("wait_seconds"),
                tree.number("reduce_seconds"),
                tree.number("update_seconds"),
                tree.flag("best"),
                tree.findNumber("momentum"));
    }

    private static ObjectNode write(Evaluation evaluation) {
        ObjectNode tree = Json.MAPPER.createObjectNode();
        tree.put("loss", evaluation.loss());
        tree.set("metrics", numbers(evaluation.metrics()));
        tree.put("rows", evaluation.rows());
        return tree;
    }

    private static Evaluation evaluation(Tree tree) {
        return new Evaluation(tree.number("loss"), tree.numbersByName("metrics"), tree.whole("rows"));
    }

    static ObjectNode numbers(Map<String, Double> numbers) {
        ObjectNode tree = Json.MAPPER.createObjectNode();
        numbers.forEach(tree::put);
        return tree;
    }

    static ObjectNode write(StepReport report) {
        ObjectNode tree = Json.MAPPER.createObjectNode();
        tree.put("step", report.step().number());
        tree.put("steps_per_epoch", report.step().steps());
        tree.put("loss", report.loss());
        tree.put("learning_rate", report.learningRate());
        tree.put("gradient_norm", report.gradientNorm());
        tree.put("rows", report.rows());
        tree.put("seconds", report.seconds());
        report.momentum().ifPresent(momentum -> tree.put("momentum", momentum));
        return tree;
    }

    static StepReport step(Tree tree) {
        return new StepReport(
                Step.of(tree.whole("step"), Math.max(1, tree.whole("steps_per_epoch"))),
                tree.number("loss"),
                tree.number("learning_rate"),
                tree.number("gradient_norm"),
                tree.whole("rows"),
                tree.number("seconds"),
                tree.findNumber("momentum"));
    }
}
