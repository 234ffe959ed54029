package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Target;
import dev.lockstep.model.LinearModel;
import dev.lockstep.model.Squared;
import dev.lockstep.train.ShardCursor;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Sharding;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkbenchTest {
    private final Workbench workbench = new Workbench(
            new ShardTask(
                    new LinearModel(1, Target.number(), new Squared()),
                    Target.number(),
                    List.of(),
                    new float[0],
                    Map.of(Split.TRAINING, new Sharding(4, 2, 2, 0))),
            Map.of());

    @Test
    void aShardKeepsItsCursor() {
        assertThat(lent(0)).isSameAs(lent(0)).isNotSameAs(lent(1));
    }

    @Test
    void twoAttemptsAtOnceDoNotShareACursor() {
        workbench.withCursor(0, first -> {
            ShardCursor second = lent(0);
            assertThat(second).isNotSameAs(first);
            return second;
        });
    }

    @Test
    void aCursorWhoseWorkFailedIsNotUsedAgain() {
        ShardCursor before = lent(0);
        assertThatThrownBy(() -> workbench.withCursor(0, cursor -> {
            throw new IllegalStateException("half-way");
        }));

        assertThat(lent(0)).isNotSameAs(before);
    }

    private ShardCursor lent(int shard) {
        return workbench.withCursor(shard, cursor -> cursor);
    }
}
