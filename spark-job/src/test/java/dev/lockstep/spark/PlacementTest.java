package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PlacementTest {
    @Test
    void givesEachExecutorConsecutiveRanges() {
        assertThat(Placement.assign(nowhere(5), List.of("1", "2"))).containsExactly("1", "1", "1", "2", "2");
    }

    @Test
    void movesOnlyTheRangesOfALostExecutor() {
        String[] before = Placement.assign(nowhere(6), List.of("1", "2", "3"));

        assertThat(Placement.assign(before, List.of("1", "3"))).containsExactly("1", "1", "1", "3", "3", "3");
    }

    @Test
    void givesANewExecutorItsShareOnly() {
        String[] before = Placement.assign(nowhere(4), List.of("1"));

        assertThat(Placement.assign(before, List.of("1", "2"))).containsExactly("1", "1", "2", "2");
    }

    @Test
    void prefersNothingWithoutExecutors() {
        assertThat(Placement.assign(nowhere(2), List.of())).containsExactly("", "");
    }

    private static String[] nowhere(int ranges) {
        String[] executors = new String[ranges];
        java.util.Arrays.fill(executors, "");
        return executors;
    }
}
