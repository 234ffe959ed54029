package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.PartConfig;
import dev.lockstep.config.RunnerConfig;
import dev.lockstep.model.CrossEntropy;
import dev.lockstep.model.LinearModel;
import dev.lockstep.model.Model;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Split;
import dev.lockstep.train.Step;
import dev.lockstep.train.StoppedWaitingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.RDDInfo;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens around a standing job, in one process. */
@Timeout(120)
final class ResidentRunnerIT {
    private static final PartConfig NONE = new PartConfig.None();
    private static final Synthetic ROWS = new Synthetic(203, 12, Synthetic.Task.CLASSES, 3, 0.1, 0, 11);
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aModelThatAlwaysFailsEndsTheRunWithItsOwnException() {
        JavaSparkContext spark = SharedSpark.context();
        FlakyModel model = new FlakyModel(model(ROWS), "always", Integer.MAX_VALUE);
        try (SparkGradients gradients = open(spark, ROWS, model, 4)) {
            assertThatThrownBy(() -> step(gradients, model, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("failing on purpose");
        }
        assertNoJobIsLeft(spark);
    }

    @Test
    void whoWatchesIsToldWhyAStepTakesLong() {
        FlakyModel model = new FlakyModel(model(ROWS), "once", 1);
        List<String> warnings = new ArrayList<>();
        try (SparkGradients gradients = open(SharedSpark.context(), ROWS, model, 4, warnings::add)) {
            step(gradients, model, 0);
        }
        assertThat(warnings)
                .containsExactly("failing on purpose: making again what is missing, and going on at the same step");
    }

    @Test
    void jobsOfOthersGetTheSlotsAndTrainingGoesOnAfterwards() throws Exception {
        JavaSparkContext spark = SharedSpark.context();
        JavaRDD<Integer> numbers =
                spark.parallelize(IntStream.range(0, 100).boxed().toList(), 4);
        try (SparkGradients gradients = open(spark, ROWS, model(ROWS), 4)) {
            List<String> undisturbed = steps(gradients, 10);

            // Of the same thread: no question is open.
            assertThat(numbers.countAsync().get(30, TimeUnit.SECONDS)).isEqualTo(100);
            assertThat(steps(gradients, 10)).isEqualTo(undisturbed);

            // Of another thread, between questions.
            CompletableFuture<Long> other =
                    CompletableFuture.supplyAsync(() -> numbers.map(n -> n + 1).count());
            while (!other.isDone()) {
                assertThat(steps(gradients, 10)).isEqualTo(undisturbed);
            }
            assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(100);
            assertThat(steps(gradients, 10)).isEqualTo(undisturbed);
        }
    }

    @Test
    void goesOnWithTheSlotsThatHaveComeInTime() {
        JavaSparkContext spark = SharedSpark.context();
        ChunkedData data = ROWS.chunks(spark, NONE, NONE, 4, 3);
        ShardTask task = new ShardTask(model(ROWS), ROWS.target(), List.of(), new float[0], data.shardings());
        List<String> warnings = new ArrayList<>();
        Broadcast<Workbench> workbench = spark.broadcast(new Workbench(task, data.chunks()));
        Placement placement = Placement.follow(spark.sc());
        var workplace = new ResidentRunner.Workplace(data, 4, workbench, placement);
        float[] theta = new float[task.model().parameters().size()];
        Question.Gradient question = new Question.Gradient(Step.of(0, 5), theta.length);
        try (ResidentRunner runner = ResidentRunner.open(
                spark, workplace, new ResidentRunner.Settings(4, Duration.ofSeconds(5), warnings::add))) {
            float[] expected = new JobRunner(spark, workplace.ranges(spark, 2), workbench)
                    .ask(theta, question)
                    .gradient();
            assertThat(runner.ask(theta, question).gradient()).isEqualTo(expected);
        } finally {
            placement.stop(spark.sc());
            data.close();
        }
        assertThat(warnings)
                .containsExactly("after 5 seconds, 2 of the 4 tasks asked for have a slot: going on with these");
    }

    @Test
    void trainingThatWaitsForSlotsCanBeStopped() throws Exception {
        JavaSparkContext spark = SharedSpark.context();
        ChunkedData data = ROWS.chunks(spark, NONE, NONE, 4, 3);
        ShardTask task = new ShardTask(model(ROWS), ROWS.target(), List.of(), new float[0], data.shardings());
        Broadcast<Workbench> workbench = spark.broadcast(new Workbench(task, data.chunks()));
        Placement placement = Placement.follow(spark.sc());
        var workplace = new ResidentRunner.Workplace(data, 4, workbench, placement);
        float[] theta = new float[task.model().parameters().size()];
        Question.Gradient question = new Question.Gradient(Step.of(0, 5), theta.length);
        try (ResidentRunner runner = ResidentRunner.open(
                spark, workplace, new ResidentRunner.Settings(4, Duration.ofMinutes(2), warning -> {}))) {
            CompletableFuture<Object> asked = CompletableFuture.supplyAsync(() -> runner.ask(theta, question));
            assertThat(Slots.until(SOON, () -> !ownThreads().isEmpty())).isTrue();
            runner.stopWaiting();

            assertThatThrownBy(() -> asked.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(StoppedWaitingException.class);
            assertThatThrownBy(() -> runner.ask(theta, question)).isInstanceOf(StoppedWaitingException.class);
        } finally {
            placement.stop(spark.sc());
            data.close();
        }
        assertNoJobIsLeft(spark);
    }

    @Test
    void twoSourcesInOneApplicationTakeTurns() {
        JavaSparkContext spark = SharedSpark.context();
        try (SparkGradients one = open(spark, ROWS, model(ROWS), 4);
                SparkGradients other = open(spark, ROWS, model(ROWS), 4)) {
            List<String> expected = steps(one, 3);
            assertThat(steps(other, 3)).isEqualTo(expected);
            assertThat(steps(one, 3)).isEqualTo(expected);
        }
    }

    /** One of two slots is free for whatever takes the memory of the chunks that a worker has touched. */
    @Test
    void chunksAreEvictedAndUnpersistedWhileAWorkerStands() {
        JavaSparkContext spark = SharedSpark.context(SharedSpark.MASTER, Map.of("spark.memory.fraction", "0.02"));
        Synthetic rows = new Synthetic(20_000, 100, Synthetic.Task.CLASSES, 3, 0.1, 0, 11);
        ChunkedData data = rows.chunks(spark, NONE, NONE, 1, 3);
        ShardTask task = new ShardTask(model(rows), rows.target(), List.of(), new float[0], data.shardings());
        try (SparkGradients gradients = SparkGradients.open(spark, task, data)) {
            List<String> undisturbed = steps(gradients, 5);
            assertThat(inMemory(spark, data)).isPositive();

            JavaRDD<byte[]> large = spark.parallelize(List.of(1, 2, 3, 4, 5, 6, 7, 8), 8)
                    .map(n -> new byte[4 << 20])
                    .persist(StorageLevel.MEMORY_ONLY());
            assertThat(large.count()).isEqualTo(8);
            assertThat(inMemory(spark, data)).isZero();
            assertThat(steps(gradients, 5)).isEqualTo(undisturbed);

            large.unpersist(true);
            data.chunks().values().forEach(chunks -> chunks.unpersist(true));
            assertThat(steps(gradients, 5)).isEqualTo(undisturbed);
            assertThat(spark.statusTracker().getActiveJobIds()).hasSize(1);
        }
    }

    @Test
    void aDriverThatTakesItsTimeIsAskedAgain() throws Exception {
        JavaSparkContext spark = SharedSpark.context(SharedSpark.MASTER, Map.of("spark.rpc.askTimeout", "2s"));
        try (SparkGradients gradients = open(spark, ROWS, model(ROWS), 4)) {
            List<String> undisturbed = steps(gradients, 3);
            Thread.sleep(4_500);
            assertThat(steps(gradients, 3)).isEqualTo(undisturbed);
            assertThat(spark.statusTracker().getJobIdsForGroup(null)).hasSizeGreaterThan(1);
        }
    }

    @Test
    void nothingIsLeftWhenItIsClosed() {
        JavaSparkContext spark = SharedSpark.context();
        try (SparkGradients gradients = open(spark, ROWS, model(ROWS), 4)) {
            steps(gradients, 3);
            assertThat(ownThreads()).isNotEmpty();
        }
        assertNoJobIsLeft(spark);
        assertThat(Slots.until(SOON, () -> ownThreads().isEmpty())).isTrue();
    }

    @Test
    void aStoppedContextEndsTheRunInsteadOfHangingIt() {
        JavaSparkContext spark = SharedSpark.context(SharedSpark.MASTER, Map.of("spark.lockstep.test", "stopped"));
        SparkGradients gradients = open(spark, ROWS, model(ROWS), 4);
        steps(gradients, 3);
        spark.stop();

        assertThatThrownBy(() -> steps(gradients, 1)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void theDriverSendsStrangersHome() {
        SharedSpark.context();
        RpcLink.Driver driver;
        Parcel foreign = Parcel.of(new Report.Done(99, 0, 1, 1, List.of()));
        try (Exchange exchange = Exchange.open(true)) {
            driver = RpcLink.driver(exchange.name()).orElseThrow();
            assertThatThrownBy(() -> driver.ask("no parcel")).isInstanceOf(Exception.class);
            assertThat(driver.ask(foreign)).isEqualTo(new RpcLink.Answer.Reply(Parcel.of(new Order.Finish())));
            assertThat(driver.ask(foreign.wrap(false)))
                    .isEqualTo(new RpcLink.Answer.Reply(Parcel.of(new Order.Finish())));
        }
        assertThat(driver.ask(foreign)).isEqualTo(new RpcLink.Answer.Gone());
        assertThat(RpcLink.driver("lockstep-unknown")).isEmpty();
    }

    @Test
    void parcelsComeBackAsTheyWent() {
        SharedSpark.context();
        Object bytes = new byte[] {1, 2, 3};
        Parcel parcel = new Parcel(
                new Order.Work(3, new Question.Gradient(Step.of(5, 4), 7), Weights.Carrier.BYTES, 0), List.of(bytes));

        assertThat(Parcel.unwrap(parcel.wrap(false))).isEqualTo(parcel);
        assertThat(Parcel.unwrap(parcel.wrap(true))).isSameAs(parcel);
    }

    private static SparkGradients open(JavaSparkContext spark, Synthetic rows, Model model, int shards) {
        return open(spark, rows, model, shards, warning -> {});
    }

    private static SparkGradients open(
            JavaSparkContext spark, Synthetic rows, Model model, int shards, Consumer<String> warnings) {
        ChunkedData data = rows.chunks(spark, NONE, NONE, shards, 3);
        ShardTask task = new ShardTask(model, rows.target(), List.of(), new float[0], data.shardings());
        return SparkGradients.open(spark, task, data, RunnerConfig.DEFAULT, warnings);
    }

    private static List<String> steps(SparkGradients gradients, int number) {
        List<String> bits = new ArrayList<>();
        for (int step = 0; step < number; step++) {
            bits.add(step(gradients, model(ROWS), step));
        }
        return bits;
    }

    private static String step(SparkGradients gradients, Model model, int number) {
        int weights = gradients.rows(Split.TRAINING) == ROWS.rows()
                ? model.parameters().size()
                : 303;
        float[] theta = new float[weights];
        Arrays.fill(theta, 0.1f * number);
        return Arrays.toString(gradients.gradient(theta, Step.of(number, 5)).gradient());
    }

    private static Model model(Synthetic rows) {
        return new LinearModel(rows.features(), rows.target(), CrossEntropy.DEFAULT);
    }

    private static long inMemory(JavaSparkContext spark, ChunkedData data) {
        Optional<Integer> id = data.chunks().values().stream().map(JavaRDD::id).findFirst();
        return Arrays.stream(spark.sc().getRDDStorageInfo())
                .filter(info -> info.id() == id.orElseThrow())
                .mapToLong(RDDInfo::memSize)
                .sum();
    }

    private static void assertNoJobIsLeft(JavaSparkContext spark) {
        assertThat(Slots.until(SOON, () -> spark.statusTracker().getActiveJobIds().length == 0))
                .isTrue();
    }

    private static List<String> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("lockstep workers"))
                .toList();
    }
}
