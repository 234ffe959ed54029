package dev.lockstep.spark;

import dev.lockstep.numeric.TreePart;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * What a task of a standing job does: it asks the driver for work, answers, and asks again, until it is told to finish. It asks before
 * it touches data. Between answers it holds caches, and the last weights, of which changes may be all that comes. Used by one thread.
 */
final class WorkerLoop {
    private final Workbench workbench;
    private final Post post;
    private final ShardRange range;
    private final Crew crew;

    /**
     * A worker on a range of shards.
     *
     * @param post of the standing job
     */
    WorkerLoop(Workbench workbench, Post post, ShardRange range) {
        this.workbench = workbench;
        this.post = post;
        this.range = range;
        this.crew = Crew.of(post.link(), post.generation());
    }

    /**
     * Where the workers of a standing job report to.
     *
     * @param link the name of the driver's {@link RpcLink}
     * @param shards of the run
     */
    record Post(String link, long generation, int shards) implements Serializable {}

    /** Works until the job is over, and returns how many questions were answered. */
    long run() {
        try {
            Optional<RpcLink.Driver> driver = RpcLink.driver(post.link());
            return driver.isEmpty() ? 0 : run(new Line(driver.get(), isLocal()));
        } finally {
            crew.end();
        }
    }

    private long run(Line line) {
        try {
            TaskContext context = TaskContext.get();
            Order order = (Order) line.ask(serial -> Parcel.of(new Report.Here(
                            post.generation(),
                            range.from(),
                            SparkEnv.get().executorId(),
                            context.taskAttemptId(),
                            serial)))
                    .header();
            return order instanceof Order.Join join ? work(line, join) : 0;
        } catch (Throwable e) { // whatever it is, the others must not wait for this worker
            line.tell(post, range, e);
            throw e;
        }
    }

    private long work(Line line, Order.Join join) {
        long answered = 0;
        Optional<Crew.Task> before = Optional.empty();
        Optional<TreePart<Object>> answer = Optional.empty();
        while (true) {
            Optional<Crew.Task> done = before;
            Optional<Crew.Task> next =
                    crew.meet(join.ranges().size(), answer, answers -> exchange(line, join.crew(), done, answers));
            if (next.isEmpty()) {
                return answered;
            }
            Crew.Task task = next.get();
            Object sum = workbench.answer(task.question(), task.theta(), range);
            answer = Optional.of(new TreePart<>(range.from(), range.to(), sum));
            before = next;
            answered++;
        }
    }

    /** Adds up what the crew has found out, brings it to the driver, and takes the next task from there. */
    private Optional<Crew.Task> exchange(
            Line line, int crew, Optional<Crew.Task> done, List<TreePart<Object>> answers) {
        Parcel reply = done.isPresent()
                ? report(line, crew, done.get(), answers)
                : line.ask(serial -> Parcel.of(new Report.Done(post.generation(), crew, serial, 0, List.of())));
        return reply.header() instanceof Order.Work work
                ? Optional.of(new Crew.Task(
                        work, Weights.receive(work.carrier(), reply.load().get(0), done.map(Crew.Task::theta))))
                : Optional.empty();
    }

    private Parcel report(Line line, int crew, Crew.Task done, List<TreePart<Object>> answers) {
        PartialSums<Object> sums = sums(done.question());
        sums.add(answers);
        if (done.slices() > 0) {
            return reportInSlices(line, crew, done, sums);
        }
        List<Object> load = sums.load(line.local());
        return line.ask(serial ->
                new Parcel(new Report.Done(post.generation(), crew, serial, done.number(), sums.ranges()), load));
    }

    private Parcel reportInSlices(Line line, int crew, Crew.Task done, PartialSums<Object> sums) {
        try (CutSums<Object> cut = CutSums.lay(question(done.question()), sums, done.slices(), post.shards())) {
            Parcel reply = line.ask(
                    serial -> Parcel.of(new Report.Cut(post.generation(), crew, serial, done.number(), cut.source())));
            if (!(reply.header() instanceof Order.Add add)) {
                return reply;
            }
            List<Object> slice = List.of(cut.add(add));
            // The reply is the next order, when all have their slices: nobody fetches from here any more.
            return line.ask(
                    serial -> new Parcel(new Report.Added(post.generation(), crew, serial, done.number()), slice));
        }
    }

    private PartialSums<Object> sums(Question<?> question) {
        return new PartialSums<>(question(question), post.shards());
    }

    @SuppressWarnings("unchecked") // every answer of the crew is one to this question
    private static Question<Object> question(Question<?> question) {
        return (Question<Object>) question;
    }

    private static boolean isLocal() {
        return SparkEnv.get().executorId().equals("driver");
    }

    /** The line to the driver. */
    private record Line(RpcLink.Driver driver, boolean local) {
        /** Counts what this process sends: the driver can tell which of two messages is the older one. */
        private static final AtomicLong SERIAL = new AtomicLong();

        /** What is sent with a serial number. */
        interface Message {
            Parcel with(long serial);
        }

        /** Asks until there is a reply: the driver may take its time, for a checkpoint. */
        Parcel ask(Message message) {
            while (true) {
                RpcLink.Answer answer =
                        driver.ask(message.with(SERIAL.incrementAndGet()).wrap(local));
                if (answer instanceof RpcLink.Answer.Reply reply) {
                    return Parcel.unwrap(reply.message());
                }
                if (answer instanceof RpcLink.Answer.Gone) {
                    return Parcel.of(new Order.Finish());
                }
            }
        }

        /** Says once why a worker ends, as well as it can: nothing may take that reason's place. */
        void tell(Post post, ShardRange range, Throwable why) {
            try {
                Report failed = new Report.Failed(post.generation(), range.from(), why.toString());
                driver.ask(new Parcel(failed, Failures.load(why, local)).wrap(local));
            } catch (Exception e) { // Scala throws checked ones, too, without declaring them
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                why.addSuppressed(e);
            }
        }
    }
}
