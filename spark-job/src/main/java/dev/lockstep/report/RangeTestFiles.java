package dev.lockstep.report;

import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.spark.JobListener;
import dev.lockstep.spark.Versions;
import dev.lockstep.train.RangeTestResult;
import dev.lockstep.train.RangeTestResult.Point;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes the files of a range test. Until the test starts there is nothing in the folder. */
public final class RangeTestFiles implements JobListener {
    private final RunFolder folder;
    private final RunConfig config;
    private final Optional<RunLog> log;
    private boolean begun;

    public RangeTestFiles(RunFolder folder, RunConfig config, Optional<RunLog> log) {
        this.folder = folder;
        this.config = config;
        this.log = log;
    }

    @Override
    public void phase(Phase phase) {
        if (phase != Phase.TRAINING) {
            return;
        }
        try {
            folder.begin(RunConfigs.write(config));
            begun = true;
            if (log.isPresent()) {
                folder.moveIn(log.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the files of the range test: " + e.getMessage(), e);
        }
    }

    /** Writes what was found. */
    public void finish(RangeTestResult result) throws IOException {
        folder.write(RunFolder.RANGE_TEST, Json.pretty(json(result)));
        folder.write(RunFolder.RANGE_TEST_PAGE, new RangeTestPage(result, config).html());
    }

    /** After an error: removes what the claim of the folder made, if the test had not begun. */
    public void fail() {
        if (!begun) {
            folder.abandon();
        }
    }

    /** Brings Spark's log into a folder that is not of this machine. */
    public void keepLog() throws IOException {
        if (begun && log.isPresent()) {
            folder.copyIn(log.get());
        }
    }

    private static Map<String, Object> json(RangeTestResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", result.ending().name().toLowerCase(Locale.ROOT));
        result.problem().ifPresent(problem -> json.put("problem", problem));
        result.suggestion().ifPresent(rate -> json.put("suggestion", rate));
        result.safeStart().ifPresent(rate -> json.put("safe_start", rate));
        result.steepest().ifPresent(rate -> json.put("steepest", rate));
        result.divergedAt().ifPresent(rate -> json.put("diverged_at", rate));
        json.put("min", result.settings().min());
        json.put("max", result.settings().max());
        json.put("steps", result.settings().steps());
        json.put("points", result.points().stream().map(RangeTestFiles::json).toList());
        json.put("versions", Versions.all());
        return json;
    }

    private static Map<String, Object> json(Point point) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("learning_rate", point.rate());
        json.put("loss", point.loss());
        json.put("smoothed", point.smoothed());
        return json;
    }

    /** The two lines that say what was found, or the one that says that nothing was. */
    public static List<String> summary(RangeTestResult result) {
        if (result.problem().isPresent()) {
            return List.of("no suggestion: " + result.problem().get());
        }
        String diverged = result.divergedAt().isPresent()
                ? "and diverged at " + Figures.rate(result.divergedAt().getAsDouble())
                : "and did not diverge up to "
                        + Figures.rate(
                                result.points().get(result.points().size() - 1).rate())
                        + ": a larger --max would tell more";
        return List.of(
                "suggested maximum: " + result.suggestion().orElseThrow() + " (the loss fell fastest at "
                        + Figures.rate(result.steepest().orElseThrow()) + ", " + diverged + ")",
                "safe start for one_cycle: " + result.safeStart().orElseThrow() + ", with max_learning_rate: "
                        + result.suggestion().orElseThrow());
    }
}
