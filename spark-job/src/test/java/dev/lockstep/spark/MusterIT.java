package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.PartConfig;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.LinearModel;
import dev.lockstep.train.ShardTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Gathering workers, where there are two slots. Nobody hears what the watch hears: that alone would do. */
@Timeout(120)
final class MusterIT {
    private static final Synthetic ROWS = new Synthetic(203, 12, Synthetic.Task.CLASSES, 3, 0.1, 0, 11);
    private static final Duration SOON = Duration.ofSeconds(30);

    private final JavaSparkContext spark = SharedSpark.context();
    private final ChunkedData data = ROWS.chunks(spark, new PartConfig.None(), new PartConfig.None(), 4, 3);
    private final Placement placement = Placement.follow(spark.sc());
    private final Exchange exchange = Exchange.open(true);
    private final ClusterWatch watch = ClusterWatch.start(spark.sc(), exchange.name(), new ClusterWatch.Listener() {
        @Override
        public void executorLost(String executor) {}

        @Override
        public void otherJobBegan() {}
    });
    private final List<Standing> started = new ArrayList<>();

    private Muster muster(int slots) {
        var workbench = spark.broadcast(new Workbench(task(), data.chunks()));
        var workplace = new ResidentRunner.Workplace(data, 4, workbench, placement);
        return new Muster(
                spark,
                workplace,
                new ResidentRunner.Settings(slots, SOON, warning -> {}),
                exchange,
                watch,
                new Waiting());
    }

    @AfterEach
    void close() {
        started.forEach(Standing::dismiss);
        exchange.close();
        watch.stop();
        placement.stop(spark.sc());
        data.close();
    }

    @Test
    void slotsThatCameBeforeAllHadGatheredAreFoundLater() throws Exception {
        Muster muster = muster(1);
        muster.gather(started::add);

        assertThat(muster.findsMoreSlots()).isTrue();
        assertThat(muster.slots()).isEqualTo(2);
        started.get(0).dismiss();
        muster.gather(started::add);
        assertThat(muster.findsMoreSlots()).isFalse();
    }

    @Test
    void aJobThatBeginsWhileAGenerationIsSetUpGetsItsSlots() throws Exception {
        Muster muster = muster(2);
        List<JavaFutureAction<Long>> other = new ArrayList<>();

        assertThatThrownBy(() -> muster.gather(next -> {
                    started.add(next);
                    Slots.until(SOON, () -> next.generation().executors() > 0);
                    other.add(spark.parallelize(List.of(1, 2, 3), 1).countAsync());
                    Slots.until(SOON, () -> watch.otherJob().isPresent());
                }))
                .isInstanceOfSatisfying(
                        EndedException.class, ended -> assertThat(ended.why()).isEmpty());

        assertThat(other.get(0).get(30, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void aDriverThatCannotBeToldOfAFailureDoesNotHideIt() {
        RpcLink link = RpcLink.open("lockstep-deaf", new RpcLink.Receiver() {
            @Override
            public void received(Object message, RpcLink.Caller caller) {
                throw new IllegalStateException("deaf");
            }

            @Override
            public void disconnected(String address) {}
        });
        try (link) {
            ShardRange range = new ShardRange(0, 1);
            WorkerLoop.Post post = new WorkerLoop.Post("lockstep-deaf", 1, 1);
            WorkerLoop loop = new WorkerLoop(new Workbench(task(), data.chunks()), post, range);

            assertThatThrownBy(loop::run)
                    .isInstanceOf(NullPointerException.class) // this thread is no task
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        }
    }

    private ShardTask task() {
        LinearModel model = new LinearModel(ROWS.features(), ROWS.target(), CrossEntropy.DEFAULT);
        return new ShardTask(model, ROWS.target(), List.of(), new float[0], data.shardings());
    }
}
