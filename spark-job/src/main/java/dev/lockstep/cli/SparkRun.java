package dev.lockstep.cli;

import dev.lockstep.report.RunLog;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.SparkConf;

/** Runs the body of a command with Spark's settings and a log file for Spark, which is kept if it may tell what went wrong. */
final class SparkRun {
    private SparkRun() {}

    /** What a command does. */
    @FunctionalInterface
    interface Body {
        int run(SparkConf conf, Optional<RunLog> log) throws IOException;
    }

    static int run(SparkOptions options, Body body) throws IOException {
        // First of all, since the first of Spark's classes sets up logging if nobody else has.
        Optional<RunLog> log = SparkOptions.isDriverInCluster() ? Optional.empty() : Optional.of(RunLog.start());
        boolean keep = false;
        try {
            return body.run(options.conf(), log);
        } catch (Exception | Error e) { // Spark throws checked ones, too, without declaring them
            Failure failure = Failure.of(e);
            if (log.isEmpty() || !failure.needsLog()) {
                throw e;
            }
            keep = true;
            throw new FailedRun(failure.withLog(log.get().file()), e);
        } finally {
            if (log.isPresent()) {
                log.get().end(keep);
            }
        }
    }
}
