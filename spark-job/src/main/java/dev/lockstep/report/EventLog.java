package dev.lockstep.report;

import dev.lockstep.model.Evaluation;
import dev.lockstep.train.EpochReport;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A run as TensorBoard shows it: the configuration as a text, and for each evaluation the scalars of its report. */
record EventLog(EventFile file) implements Closeable {
    /** A log that begins with the configuration. */
    static EventLog begin(EventFile file, String config) throws IOException {
        // Four blanks before each line are what all kinds of Markdown take for code.
        file.text("config", config.indent(4));
        return new EventLog(file);
    }

    void evaluated(EpochReport report) throws IOException {
        Map<String, Double> scalars = new LinkedHashMap<>();
        scalars.put("train/loss", report.loss());
        report.validation().ifPresent(validation -> put("validation/", validation, scalars));
        scalars.put("learning_rate", report.learningRate());
        report.momentum().ifPresent(momentum -> scalars.put("momentum", momentum));
        scalars.put("gradient_norm", report.gradientNorm());
        scalars.put("rows_per_second", report.rowsPerSecond());
        scalars.put("seconds/wait", report.waitSeconds());
        scalars.put("seconds/reduce", report.reduceSeconds());
        scalars.put("seconds/update", report.updateSeconds());
        file.scalars(report.step(), scalars);
    }

    void tested(long step, Evaluation test) throws IOException {
        Map<String, Double> scalars = new LinkedHashMap<>();
        put("test/", test, scalars);
        file.scalars(step, scalars);
    }

    private static void put(String prefix, Evaluation evaluation, Map<String, Double> to) {
        to.put(prefix + "loss", evaluation.loss());
        evaluation.metrics().forEach((name, value) -> to.put(prefix + name, value));
    }

    /** Ends it as {@link FlushedFile#abandon} does. */
    void abandon() {
        file.abandon();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
