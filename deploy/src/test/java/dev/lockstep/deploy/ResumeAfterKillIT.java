package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import dev.lockstep.numeric.Seeds;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that is killed with -9 again and again, at moments drawn from a seed, and the same command after each of them. */
final class ResumeAfterKillIT {
    private static final String IN_A_SAVE = "inside a save";
    private static final long SEED = 5;
    private static final int KILLED = 137;

    /** A driver trains after about so long. */
    private static final int START_MILLIS = 6_000;

    private static final int MOST_REPORTS = 4;
    private static final int REPORT_MILLIS = 200;
    private static final int SAVE_MILLIS = 60;

    @TempDir
    private Path folder;

    private final Kills kills = new Kills("driver kills and resumes");

    @Test
    void theSameCommandAgainEndsWithTheSameBits() throws Exception {
        for (int number = 0; kills.next() > 0; number++) {
            WatchedRun run = new WatchedRun(folder.resolve("killed-" + number));
            List<String> command = Training.command(folder, run.folder().toString(), List.of("--master", "local[2]"));
            RandomGenerator random = Seeds.generator(Seeds.derive(SEED, number));
            int most = kills.next();
            for (int life = 0; life < most && isKilled(command, run, life, random); life++) {
                kills.count();
            }
            assertEnds(command, run);
            kills.runEnded(Arrays.equals(run.model(), Training.undisturbedModel(folder)));
        }
        kills.report();
        assertThat(kills.hits(IN_A_SAVE)).isGreaterThanOrEqualTo(Kills.hits());
    }

    /** Starts the command and kills it; false if the run ends before. */
    private boolean isKilled(List<String> command, WatchedRun run, int life, RandomGenerator random) throws Exception {
        int attempt = run.attempts() + 1;
        try (Running driver = Running.start(folder, Map.of(), command)) {
            boolean reached = switch (life % 4) {
                case 1 -> isTraining(driver, run, attempt, random);
                case 3 -> isStarting(driver, random);
                default -> isSaving(driver, run, attempt, random);
            };
            driver.kill();
            Outcome outcome = driver.await();
            assertThat(outcome.err()).isEmpty();
            boolean killed = outcome.exitCode() == KILLED; // else it was done before the signal came
            assertThat(killed || outcome.exitCode() == 0).isTrue();
            if (killed && run.attempts() == attempt && run.isSaving(attempt)) {
                kills.hit(IN_A_SAVE);
            }
            return reached && killed;
        }
    }

    /** Waits until it trains, a little more or less. */
    private static boolean isTraining(Running driver, WatchedRun run, int attempt, RandomGenerator random)
            throws Exception {
        int reports = run.reports() + random.nextInt(MOST_REPORTS);
        boolean reached = driver.bringsAbout(() -> run.attempts() == attempt && run.reports() >= reports);
        Thread.sleep(random.nextInt(REPORT_MILLIS));
        return reached && driver.handle().isAlive();
    }

    /** Waits for any moment of its beginning: of the JVM, of Spark, of reading, of resuming. */
    private static boolean isStarting(Running driver, RandomGenerator random) throws Exception {
        Thread.sleep(random.nextInt(START_MILLIS));
        return driver.handle().isAlive();
    }

    /** Waits until it trains and is inside a save, where it stays: stopped, for by the time it is killed a save may be done. */
    private static boolean isSaving(Running driver, WatchedRun run, int attempt, RandomGenerator random)
            throws Exception {
        int reports = run.reports() + random.nextInt(MOST_REPORTS);
        driver.bringsAbout(() -> run.attempts() == attempt && run.reports() >= reports);
        return driver.isStoppedIn(() -> run.isSaving(attempt), random.nextInt(SAVE_MILLIS));
    }

    private void assertEnds(List<String> command, WatchedRun run) throws Exception {
        boolean saved = run.isSaved();
        Outcome last = Running.run(folder, Map.of(), command);
        assertThat(last.err()).isEmpty();
        assertThat(last.exitCode()).isZero();
        assertThat(last.out()).containsPattern(saved ? "resuming \\S+ after step \\d+|completed before: " : "epoch ");
        assertThat(run.reportedSteps()).isEqualTo(Training.reportedSteps());
    }
}
