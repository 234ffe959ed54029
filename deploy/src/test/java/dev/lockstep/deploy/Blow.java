package dev.lockstep.deploy;

import dev.lockstep.numeric.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What is to be killed in a run on a cluster, and when.
 *
 * @param worker a worker with its executor; else an executor
 * @param reports how many the run has given then, at least
 * @param millis so much later
 */
record Blow(Moment moment, boolean worker, int reports, int millis) {
    private static final int MOST_MILLIS = 200;
    /** An executor that was killed is back after three to five seconds. */
    private static final int RECOVERY_MILLIS = 5_000;

    /** When. */
    enum Moment {
        STEP("at any moment"),
        /** While a checkpoint is written. */
        SAVE("inside a save"),
        /** While the blow before is recovered from. */
        RECOVERY("soon after another"),
        LAST_STEP("inside the last step");

        private final String place;

        Moment(String place) {
            this.place = place;
        }

        String place() {
            return place;
        }
    }

    /** Those of a run, one after the other, the last one in the last step. */
    static List<Blow> drawn(long seed, int count) {
        RandomGenerator random = Seeds.generator(seed);
        int worker = count < 3 ? -1 : random.nextInt(count - 2);
        List<Blow> blows = new ArrayList<>();
        for (int i = 0; i < count - 1; i++) {
            int from = 1 + i * (Training.REPORTS - 1) / count;
            int to = 1 + (i + 1) * (Training.REPORTS - 1) / count;
            blows.add(drawn(random, moment(i), i == worker, from + random.nextInt(to - from)));
        }
        blows.add(new Blow(Moment.LAST_STEP, false, Training.REPORTS, 0));
        return blows;
    }

    private static Moment moment(int number) {
        return switch (number % 4) {
            case 1 -> Moment.SAVE;
            case 3 -> Moment.RECOVERY;
            default -> Moment.STEP;
        };
    }

    private static Blow drawn(RandomGenerator random, Moment moment, boolean worker, int reports) {
        return switch (moment) {
            case RECOVERY -> new Blow(moment, worker, 0, random.nextInt(RECOVERY_MILLIS));
            case SAVE -> new Blow(moment, worker, reports, random.nextInt(MOST_MILLIS / 10));
            default -> new Blow(moment, worker, reports, random.nextInt(MOST_MILLIS));
        };
    }
}
