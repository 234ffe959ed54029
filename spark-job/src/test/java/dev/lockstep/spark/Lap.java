package dev.lockstep.spark;

import com.sun.management.OperatingSystemMXBean;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.TrainingListener;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/**
 * The seconds of one contender's lap in {@link EndToEndBenchmark}, and what they went to.
 *
 * @param cores seconds of all cores that the process had: these change less where others want them too
 */
record Lap(double seconds, double cores, double waiting, double reducing, double updating) {
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final double NANOS = 1e9;

    /**
     * Runs what is timed.
     *
     * @param times of the training, if it is one
     */
    static Lap of(Times times, Callable<?> work) throws Exception {
        long start = System.nanoTime();
        long cores = PROCESS.getProcessCpuTime();
        work.call();
        return new Lap(
                (System.nanoTime() - start) / NANOS,
                (PROCESS.getProcessCpuTime() - cores) / NANOS,
                times.waiting,
                times.reducing,
                times.updating);
    }

    double other() {
        return seconds - waiting - reducing - updating;
    }

    /** Adds up what the epochs of a training report. */
    static final class Times implements TrainingListener {
        private double waiting;
        private double reducing;
        private double updating;

        @Override
        public void evaluated(EpochReport report) {
            waiting += report.waitSeconds();
            reducing += report.reduceSeconds();
            updating += report.updateSeconds();
        }
    }
}
