package dev.lockstep.report;

import dev.lockstep.checkpoint.RunFacts;
import dev.lockstep.model.Evaluation;
import dev.lockstep.spark.DataFingerprint;
import dev.lockstep.spark.HadoopFolder;
import dev.lockstep.spark.JobListener;
import dev.lockstep.spark.TrainingOutcome;
import dev.lockstep.spark.Versions;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingResult;
import dev.lockstep.train.TrainingStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Writes the files of a run while it goes. Until training starts there is nothing in the folder, so that a run that finds its
 * data wanting leaves nothing behind.
 */
public final class RunFiles implements JobListener {
    private static final double MILLIS = 1e3;

    private final RunFolder folder;
    private final String config;
    private final String monitor;
    private final Optional<RunLog> log;
    private final List<EpochReport> history;
    /** By how many seconds what is being written lies back. */
    private double ago;

    private Optional<FlushedFile> metrics = Optional.empty();
    private Optional<EventLog> events = Optional.empty();
    private Map<String, String> data = Map.of();
    private boolean left;

    /**
     * Files of a run that has not begun.
     *
     * @param config the resolved configuration, as YAML
     * @param monitor the name of what decides which weights are best
     * @param history the evaluations before it goes on from a checkpoint
     */
    public RunFiles(RunFolder folder, String config, String monitor, Optional<RunLog> log, List<EpochReport> history) {
        this.folder = folder;
        this.config = config;
        this.monitor = monitor;
        this.log = log;
        this.history = List.copyOf(history);
    }

    @Override
    public void facts(RunFacts facts) {
        Map<String, String> files = new TreeMap<>(facts.data());
        files.keySet().removeIf(key -> !key.endsWith(DataFingerprint.FILES));
        data = files;
    }

    @Override
    public void started(TrainingStart start) {
        unchecked(() -> {
            boolean fresh = start.firstStep() == 0;
            folder.begin(config, fresh);
            metrics = Optional.of(folder.open(RunFolder.METRICS));
            events = Optional.of(EventLog.begin(eventFile(), config));
            if (log.isPresent()) {
                folder.moveIn(log.get(), !fresh);
            }
            // Not what earlier attempts wrote, which may be more than what is saved of them, or less.
            for (EpochReport report : history) {
                ago = history.get(history.size() - 1).seconds() - report.seconds();
                write(report);
            }
        });
    }

    /** TensorBoard finds it by the word in its name, and orders such files by the number after it. */
    private EventFile eventFile() throws IOException {
        String name = "events.out.tfevents." + System.currentTimeMillis() / (long) MILLIS + ".lockstep";
        return new EventFile(
                folder.open(RunFolder.TENSORBOARD + "/" + name), () -> System.currentTimeMillis() / MILLIS - ago);
    }

    @Override
    public void evaluated(EpochReport report) {
        unchecked(() -> write(report));
    }

    private void write(EpochReport report) throws IOException {
        metrics.orElseThrow().write((Json.line(line(report)) + "\n").getBytes(StandardCharsets.UTF_8));
        events.orElseThrow().evaluated(report);
    }

    static Map<String, Object> line(EpochReport report) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("epoch", report.epoch());
        line.put("step", report.step());
        line.put("loss", report.loss());
        line.put("learning_rate", report.learningRate());
        report.momentum().ifPresent(momentum -> line.put("momentum", momentum));
        line.put("grad_norm", report.gradientNorm());
        report.validation().ifPresent(validation -> put("val_", validation, line));
        line.put("rows_per_second", report.rowsPerSecond());
        line.put("seconds", report.seconds());
        line.put("wait_seconds", report.waitSeconds());
        line.put("reduce_seconds", report.reduceSeconds());
        line.put("update_seconds", report.updateSeconds());
        line.put("best", report.best());
        return line;
    }

    private static void put(String prefix, Evaluation evaluation, Map<String, Object> to) {
        to.put(prefix + "loss", evaluation.loss());
        evaluation.metrics().forEach((name, value) -> to.put(prefix + name, value));
    }

    /** Writes the model, how the run ended, and the report. */
    public void finish(TrainingOutcome outcome, Configuration hadoop) throws IOException {
        if (outcome.test().isPresent()) {
            events.orElseThrow()
                    .tested(outcome.training().steps(), outcome.test().get());
        }
        close();
        outcome.model().save(HadoopFolder.of(folder.model(), hadoop));
        TrainingResult training = outcome.training();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("status", training.status().name().toLowerCase(Locale.ROOT));
        training.reason().ifPresent(reason -> result.put("reason", reason));
        result.put("epochs", training.epochs());
        result.put("steps", training.steps());
        result.put("steps_per_epoch", training.stepsPerEpoch());
        result.put("gradients", training.gradients());
        result.put("seconds", training.seconds());
        Map<String, Object> phases = new LinkedHashMap<>();
        outcome.seconds().forEach((phase, seconds) -> phases.put(phase.name().toLowerCase(Locale.ROOT), seconds));
        result.put("phase_seconds", phases);
        training.bestEpoch().ifPresent(epoch -> result.put("best_epoch", epoch));
        result.put("monitor", monitor);
        outcome.validation().ifPresent(validation -> put("val_", validation, result));
        outcome.test().ifPresent(test -> put("test_", test, result));
        Map<String, Object> rows = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            rows.put(split.name().toLowerCase(Locale.ROOT), outcome.data().rows(split));
        }
        result.put("rows", rows);
        if (!data.isEmpty()) {
            result.put("data", data);
        }
        result.put("features", outcome.data().width());
        result.put("shards", outcome.data().shards());
        result.put("versions", Versions.all());
        folder.result(result);
        folder.report();
    }

    /**
     * Writes that the run ended early, and the report, if it had begun; otherwise removes what the claim of the folder made.
     *
     * @param status {@code diverged}, {@code stopped} or {@code failed}
     * @param error in one line
     */
    public void fail(String status, String error) throws IOException {
        if (metrics.isEmpty()) {
            folder.abandon();
            return;
        }
        close();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("status", status);
        result.put("error", error);
        result.put("monitor", monitor);
        result.put("versions", Versions.all());
        folder.result(result);
        try {
            folder.report();
        } catch (IOException e) {
            // The error that ended the run is the one to tell.
            System.getLogger(RunFiles.class.getName()).log(System.Logger.Level.WARNING, "cannot write the report", e);
        }
    }

    /** Leaves the files to whoever has taken over. */
    public void leave() {
        metrics.ifPresent(FlushedFile::abandon);
        events.ifPresent(EventLog::abandon);
        left = true;
    }

    /** Whether training has started, and so whether the run leaves files. */
    public boolean begun() {
        return metrics.isPresent();
    }

    /** Brings Spark's log into a folder that is not of this machine. */
    public void keepLog() throws IOException {
        if (begun() && !left && log.isPresent()) {
            folder.copyIn(log.get());
        }
    }

    private void close() throws IOException {
        if (metrics.isPresent()) {
            metrics.get().close();
        }
        if (events.isPresent()) {
            events.get().close();
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void unchecked(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the files of the run: " + e.getMessage(), e);
        }
    }
}
