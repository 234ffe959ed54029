package dev.lockstep.spark;

import dev.lockstep.numeric.ReductionTree;
import dev.lockstep.train.Split;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** One Spark job for each question: weights go out as a broadcast, and each task brings back the sum of its range. */
final class JobRunner implements Runner {
    private final JavaSparkContext spark;
    private final ShardRdd shards;
    private final Broadcast<Workbench> workbench;
    private long reduceNanos;

    JobRunner(JavaSparkContext spark, ShardRdd shards, Broadcast<Workbench> workbench) {
        this.spark = spark;
        this.shards = shards;
        this.workbench = workbench;
    }

    @Override
    public <T> T ask(float[] theta, Question<T> question) {
        try (Loan<float[]> weights = new Loan<>(spark, spark.broadcast(theta))) {
            List<T> sums = run(new RangeFunction.Answer<>(workbench, weights.broadcast(), question));
            long start = System.nanoTime();
            T sum = ReductionTree.reduce(sums, question::merge);
            reduceNanos += System.nanoTime() - start;
            return sum;
        } catch (Exception e) { // Scala throws checked ones, too, without declaring them
            ClusterLostException.throwIfStopped(spark, e);
            throw e;
        }
    }

    /**
     * Makes and caches chunks, each where its shard is worked on.
     *
     * @return the bytes of their arrays
     */
    long materialise(Map<Split, BitSet> chunks) {
        return run(new RangeFunction.Materialise(workbench, chunks)).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Runs a job with a task for each range. */
    @SuppressWarnings("unchecked") // the class tag says Object[]
    <T> List<T> run(RangeFunction.Work<T> work) {
        Object[] results = (Object[]) spark.sc()
                .runJob(shards, new RangeFunction<>(work), scala.reflect.ClassTag$.MODULE$.apply(Object.class));
        return (List<T>) Arrays.asList(results);
    }

    @Override
    public long reduceNanos() {
        return reduceNanos;
    }

    @Override
    public void close() {}
}
