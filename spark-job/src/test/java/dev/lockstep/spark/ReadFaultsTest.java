package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.BadDataException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.shuffle.FetchFailedException;
import org.apache.spark.storage.BlockManagerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadFaultsTest {
    @ParameterizedTest
    @ValueSource(strings = {"end", "away", "denied"})
    void onAClusterWhatMayBeTheNetworksFaultIsTriedTwice(String what) {
        Throwable failure = new RuntimeException("task", io(what));

        assertThat(ReadFaults.settled(failure, false, 0)).isEmpty();
        assertThat(ReadFaults.settled(failure, false, 1)).isPresent();
        assertThat(ReadFaults.settled(failure, true, 0)).isPresent();
    }

    @Test
    void whatOurReadersJudgedIsSettledAtOnce() {
        Throwable ours = new RuntimeException(new DataException("a.idx is cut short", new EOFException()));
        Throwable core = new RuntimeException(new BadDataException("no rows"));

        assertThat(ReadFaults.settled(ours, false, 0)).contains("a.idx is cut short");
        assertThat(ReadFaults.settled(core, false, 0)).contains("no rows");
    }

    @Test
    void whatMayHaveBeenCutShortByTheNetworkKeepsItsOwnLine() {
        Throwable cut = new UncheckedIOException(new CutShortException("a.gz claims 3 rows, but has fewer"));

        assertThat(ReadFaults.settled(cut, false, 0)).isEmpty();
        assertThat(ReadFaults.settled(cut, false, 1)).contains("a.gz claims 3 rows, but has fewer");
    }

    @Test
    void otherFailuresAreNeverTheDatas() {
        assertThat(ReadFaults.settled(new IllegalStateException("a bug"), true, 3))
                .isEmpty();
    }

    @Test
    void lostShuffleBlocksAreSparksToMakeAgain() {
        var lost = new FetchFailedException(
                BlockManagerId.apply("1", "host", 7337, scala.Option.empty()),
                1,
                2,
                3,
                4,
                "Permission denied",
                new EOFException("connection closed"));

        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(ReadFaults.settled(new RuntimeException(lost), false, attempt))
                    .isEmpty();
            assertThat(ReadFaults.settled(lost, true, attempt)).isEmpty();
        }
    }

    private static IOException io(String what) {
        return switch (what) {
            case "end" -> new EOFException();
            case "away" -> new FileNotFoundException("part-0 does not exist");
            default -> new IOException("Permission denied");
        };
    }
}
