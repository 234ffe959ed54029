package dev.lockstep.report;

import dev.lockstep.config.RunConfig;
import dev.lockstep.spark.JobListener;
import dev.lockstep.spark.TrainingOutcome;
import java.io.PrintStream;
import java.util.Locale;

/** Tells people how a run comes along. */
public interface Progress extends JobListener {
    /** How much is told. */
    enum Style {
        /** One line that changes, for somebody who watches. */
        LIVE,
        /** A line for each evaluation, for a log. */
        PLAIN,
        /** Nothing but how it ended. */
        NONE;

        /** As help writes it, for the completion of words. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Progress of that style. */
    static Progress of(Style style, RunConfig config, PrintStream out) {
        return of(style, config, out, "");
    }

    /**
     * Progress of one training among several.
     *
     * @param beginning of the line that changes
     */
    static Progress of(Style style, RunConfig config, PrintStream out, String beginning) {
        return switch (style) {
            case LIVE -> new LiveProgress(config, out, beginning);
            case PLAIN -> new PlainProgress(config, out);
            case NONE -> new SilentProgress(config, out);
        };
    }

    /** Says how the run ended. */
    void finish(TrainingOutcome outcome, RunFolder folder);

    /** Leaves the terminal clean for an error's line. */
    default void clear() {}
}
