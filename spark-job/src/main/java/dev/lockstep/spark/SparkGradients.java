package dev.lockstep.spark;

import dev.lockstep.config.RunnerConfig;
import dev.lockstep.model.Evaluation;
import dev.lockstep.model.GradientSum;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.ShardTask;
import dev.lockstep.train.Split;
import dev.lockstep.train.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Gradients from the executors of a Spark application. */
public final class SparkGradients implements GradientSource {
    private final JavaSparkContext spark;
    private final ShardTask task;
    private final Deque<Runnable> closers = new ArrayDeque<>(); // the last to be opened is the first
    private final Runner runner;
    private final long bytes;

    private SparkGradients(
            JavaSparkContext spark, ShardTask task, ChunkedData data, RunnerConfig config, Consumer<String> warnings) {
        this.spark = spark;
        this.task = task;
        closers.push(data::close);
        try {
            Placement placement = Placement.follow(spark.sc());
            closers.push(() -> placement.stop(spark.sc()));
            Broadcast<Workbench> workbench = spark.broadcast(new Workbench(task, data.chunks()));
            closers.push(workbench::destroy);
            int slots = Slots.wanted(spark, task.shards());
            var workplace = new ResidentRunner.Workplace(data, task.shards(), workbench, placement);
            JobRunner jobs = new JobRunner(spark, workplace.ranges(spark, slots), workbench);
            this.runner = config.kind() == RunnerConfig.Kind.JOB
                    ? jobs
                    : resident(
                            workplace, new ResidentRunner.Settings(slots, config.placementTimeout(), warnings), jobs);
            closers.push(runner::close);
            this.bytes = jobs.materialise(data.all());
            data.settled();
        } catch (Exception | Error e) {
            closeAfter(e);
            throw e;
        }
    }

    private void closeAfter(Throwable thrown) {
        try {
            close();
        } catch (Exception e) { // of a cluster that is lost there is nothing to close
            thrown.addSuppressed(e);
        }
    }

    private Runner resident(ResidentRunner.Workplace workplace, ResidentRunner.Settings settings, JobRunner otherwise) {
        try {
            return ResidentRunner.open(spark, workplace, settings);
        } catch (LinkageError e) {
            settings.warnings()
                    .accept("trainer.runner: resident does not work with Spark " + spark.version() + " ("
                            + e.getMessage() + "): a Spark job for each step instead, which is slower");
            return otherwise;
        }
    }

    /** A source of gradients over this data, by resident workers. */
    public static SparkGradients open(JavaSparkContext spark, ShardTask task, ChunkedData data) {
        return open(spark, task, data, RunnerConfig.DEFAULT, warning -> {});
    }

    /**
     * A source of gradients over this data, which is made and cached before this returns, and unpersisted by {@link #close}.
     *
     * @param task over {@code data.shardings()}
     * @param warnings hears of what takes long or is not as asked for, in one line
     */
    public static SparkGradients open(
            JavaSparkContext spark, ShardTask task, ChunkedData data, RunnerConfig config, Consumer<String> warnings) {
        SparkConf conf = spark.getConf();
        if (conf.get("spark.serializer", "").endsWith("KryoSerializer")
                && !conf.get("spark.kryo.registrator", "").contains(LockstepRegistrator.class.getName())) {
            throw new IllegalArgumentException("spark.kryo.registrator must name " + LockstepRegistrator.class.getName()
                    + " where spark.serializer is Kryo: take the configuration from SparkSessions.configure");
        }
        return new SparkGradients(spark, task, data, config, warnings);
    }

    /** The bytes of the arrays of all chunks. */
    public long packedBytes() {
        return bytes;
    }

    /** What resident workers were sent and have sent, where there are some. */
    Optional<Traffic> traffic() {
        return runner instanceof ResidentRunner resident ? Optional.of(resident.traffic()) : Optional.empty();
    }

    @Override
    public long rows(Split split) {
        return task.rows(split);
    }

    @Override
    public GradientSum gradient(float[] theta, Step step) {
        return runner.ask(theta, new Question.Gradient(step, theta.length));
    }

    @Override
    public Evaluation evaluate(float[] theta, Split split) {
        return runner.ask(theta, new Question.Score(split)).evaluation(task.metrics());
    }

    @Override
    public void stopWaiting() {
        runner.stopWaiting();
    }

    @Override
    public long reduceNanos() {
        return runner.reduceNanos();
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
    }
}
