package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Counts kills, and how many of them left the bits that an undisturbed run has. {@code -Dlockstep.kills=100} makes a long run. */
final class Kills {
    private static final int WANTED = Integer.getInteger("lockstep.kills", 5);
    private static final int MOST_A_RUN = 10;

    private final String what;
    private final Map<String, Integer> moments = new TreeMap<>();
    private int done;
    private int inThisRun;
    private int runs;
    private int identical;

    Kills(String what) {
        this.what = what;
    }

    /** How many the next run is to have; 0: all are done. */
    int next() {
        assertThat(runs).as("runs for " + WANTED + " kills").isLessThanOrEqualTo(WANTED);
        return Math.min(MOST_A_RUN, Math.max(0, WANTED - done));
    }

    /** How many of them are to be hits of a moment that is hard to hit. */
    static int hits() {
        return Math.max(1, WANTED / 4);
    }

    /** Counts a kill. */
    void count() {
        inThisRun++;
    }

    /** Counts that it hit a moment that is hard to hit. */
    void hit(String moment) {
        moments.merge(moment, 1, Integer::sum);
    }

    int hits(String moment) {
        return moments.getOrDefault(moment, 0);
    }

    /** The run in which they were is over. */
    void runEnded(boolean same) {
        done += inThisRun;
        identical += same ? inThisRun : 0;
        inThisRun = 0;
        runs++;
    }

    /** Prints the figures, and fails if one run had other bits. */
    void report() {
        StringJoiner hits = new StringJoiner(", ", " (", ")").setEmptyValue("");
        moments.forEach((moment, count) -> hits.add(count + " " + moment));
        System.out.println("chaos: " + what + " " + identical + "/" + done + " bit-identical" + hits);
        assertThat(identical).as(what).isEqualTo(done);
    }
}
