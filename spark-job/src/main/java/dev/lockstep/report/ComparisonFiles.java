package dev.lockstep.report;

import dev.lockstep.config.ComparisonConfig;
import dev.lockstep.spark.Comparison;
import dev.lockstep.spark.ComparisonListener;
import dev.lockstep.train.Contender;
import dev.lockstep.train.RateTrial;
import dev.lockstep.train.TrainingStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Writes the files of a comparison: anew after each training, so that what was found is there whatever happens to the rest. Until
 * training starts there is nothing in the folder.
 */
public final class ComparisonFiles implements ComparisonListener {
    /** How a comparison that is not done yet is called in its files. */
    private static final String RUNNING = "running";

    private final RunFolder folder;
    private final ComparisonConfig config;
    private final String yaml;
    private final Optional<RunLog> log;
    private Optional<Comparison> latest = Optional.empty();
    private boolean begun;

    /**
     * Files of a comparison that has not begun.
     *
     * @param yaml the resolved configuration
     */
    public ComparisonFiles(RunFolder folder, ComparisonConfig config, String yaml, Optional<RunLog> log) {
        this.folder = folder;
        this.config = config;
        this.yaml = yaml;
        this.log = log;
    }

    @Override
    public void started(TrainingStart start) {
        if (begun) {
            return;
        }
        try {
            folder.begin(yaml);
            begun = true;
            if (log.isPresent()) {
                folder.moveIn(log.get());
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void trialEnded(Comparison soFar, Contender contender, RateTrial trial) {
        latest = Optional.of(soFar);
        try {
            write(soFar, RUNNING, Optional.empty());
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Writes how the comparison ended.
     *
     * @param status {@code completed} or {@code stopped}
     */
    public void finish(Comparison comparison, String status) throws IOException {
        write(comparison, status, Optional.empty());
    }

    /**
     * Writes that the comparison ended early, if it had begun; otherwise removes what the claim of the folder made.
     *
     * @param error in one line
     */
    public void fail(String error) throws IOException {
        if (!begun) {
            folder.abandon();
        } else if (latest.isPresent()) {
            write(latest.get(), "failed", Optional.of(error));
        }
    }

    /** Brings Spark's log into a folder that is not of this machine. */
    public void keepLog() throws IOException {
        if (begun && log.isPresent()) {
            folder.copyIn(log.get());
        }
    }

    private void write(Comparison comparison, String status, Optional<String> error) throws IOException {
        folder.write(RunFolder.COMPARISON, Json.pretty(ComparisonJson.of(comparison, config, status, error)));
        folder.write(RunFolder.COMPARISON_PAGE, new ComparisonPage(comparison, config, yaml, status).html());
    }

    private static UncheckedIOException unwritable(IOException e) {
        return new UncheckedIOException("cannot write the files of the comparison: " + e.getMessage(), e);
    }
}
