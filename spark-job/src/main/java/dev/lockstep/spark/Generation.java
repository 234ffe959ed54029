package dev.lockstep.spark;

import dev.lockstep.spark.CallLine.Reply;
import dev.lockstep.spark.Roster.Desk;
import dev.lockstep.spark.Roster.Member;
import dev.lockstep.spark.RpcLink.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What the driver knows of the workers of one standing job, and says to them.
 *
 * <pre>{@code
 * GATHERING ── every range has a worker ──▶ STANDING ──▶ OVER
 *     └─────────────── failure, loss, end ────────────────▲
 * }</pre>
 *
 * <p><b>Gathering.</b> Each worker reports {@link Report.Here}, and its call is kept. When the last range has its worker, those of each
 * executor become a crew, and all calls are answered with {@link Order.Join}. <b>Standing.</b> The last of a crew to have an answer reports
 * {@link Report.Done} with the sums of the whole crew; the call is kept until there is a question that the crew has not answered, and is
 * answered with {@link Order.Work}. <b>Over.</b> Every call, kept or to come, is answered with {@link Order.Finish}. There is no way back.
 *
 * <p>Every message may come twice, late, or never:
 *
 * <ul>
 *   <li>a call that timed out is made again, with a higher serial number; the newest call of a worker or crew is the one that is kept
 *       and answered, and an older one is forgotten, since nobody waits there
 *   <li>sums count if they are of the question that is open and the first of their crew for it; the same again changes nothing
 *   <li>a reply that got lost is sent again to the call that follows: a worker's place and the open question are functions of the state
 *   <li>reports of another generation never get here: {@link Exchange} answers them with {@link Order.Finish}
 *   <li>another attempt at a range's task says that the one before has died, and ends the generation
 * </ul>
 *
 * <p><b>Threads.</b> The link's thread, Spark's listeners and the job's thread change the state, under the lock, and send the replies that
 * follow from it, after it. They add up nothing: sums go into a queue, from which the training thread takes them, in {@link #ask}.
 */
final class Generation {
    private static final Parcel FINISH = Parcel.of(new Order.Finish());

    private final long number;
    private final int ranges;
    private final int shards;
    private final boolean local;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Roster roster = new Roster();
    private Optional<Round> round = Optional.empty();
    private Optional<Throwable> cause = Optional.empty();
    private Optional<String> lost = Optional.empty();
    private long reduceNanos;
    private boolean standing;
    private boolean over;
    private boolean stepsAside;

    /**
     * A generation that gathers.
     *
     * @param number that of the standing job, which no other of the runner has
     * @param ranges how many workers there will be
     * @param shards of all ranges
     * @param local whether workers are in this process
     */
    Generation(long number, int ranges, int shards, boolean local) {
        this.number = number;
        this.ranges = ranges;
        this.shards = shards;
        this.local = local;
    }

    long number() {
        return number;
    }

    /** How many workers it is made for. */
    int ranges() {
        return ranges;
    }

    /** Takes a report of this generation. */
    void received(Report report, List<Object> load, Caller caller) {
        send(decide(report, load, caller));
    }

    private synchronized List<Reply> decide(Report report, List<Object> load, Caller caller) {
        if (over) {
            return List.of(new Reply(caller, FINISH));
        }
        if (report instanceof Report.Here here) {
            return here(here, caller);
        }
        if (report instanceof Report.Done done) {
            return done(done, load, caller);
        }
        List<Reply> replies = new ArrayList<>(List.of(new Reply(caller, FINISH)));
        if (report instanceof Report.Failed failed) {
            replies.addAll(finish(Optional.of(Failures.thrown(failed.text(), load))));
        }
        return replies;
    }

    private List<Reply> here(Report.Here here, Caller caller) {
        Member member = roster.member(here, caller.address());
        if (here.attempt() < member.attempt()) {
            return List.of(new Reply(caller, FINISH));
        }
        if (here.attempt() > member.attempt()) {
            List<Reply> replies = new ArrayList<>(List.of(new Reply(caller, FINISH)));
            replies.addAll(finish(Optional.of(
                    new ClusterLostException("a task on executor " + member.executor() + " ended without a word"))));
            return replies;
        }
        if (!member.line().isNewest(here.serial(), caller)) {
            return List.of();
        }
        if (standing) {
            return roster.join(member).stream().toList();
        }
        if (roster.size() < ranges) {
            return List.of();
        }
        standing = true;
        notifyAll();
        return roster.formCrews();
    }

    private List<Reply> done(Report.Done done, List<Object> load, Caller caller) {
        Optional<Desk> crew = roster.desk(done.crew());
        if (crew.isEmpty()) {
            return List.of(new Reply(caller, FINISH));
        }
        Desk desk = crew.get();
        if (!desk.line().isNewest(done.serial(), caller) || round.isEmpty()) {
            return List.of();
        }
        Round open = round.get();
        if (done.question() == open.number() && desk.answers(open.number())) {
            events.add(new Event.Arrived(done.parts(), load));
        }
        return desk.hasAnswered(open.number())
                ? List.of()
                : desk.line().reply(open.work()).stream().toList();
    }

    /**
     * Waits until every range has its worker.
     *
     * @return whether that was in time
     * @throws EndedException if the generation is over
     */
    synchronized boolean gathered(Duration timeout) throws EndedException {
        long end = System.nanoTime() + timeout.toNanos();
        for (long left = timeout.toNanos(); !standing && !over && left > 0; left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        if (over) {
            throw ended();
        }
        return standing;
    }

    /** How many workers have come. */
    synchronized int present() {
        return roster.size();
    }

    /** On how many executors they are. */
    synchronized int executors() {
        return roster.crews();
    }

    /**
     * Asks all shards, and adds up what comes, as it comes. Called by the training thread, when all are gathered.
     *
     * @param questionNumber more than that of any question before, in whatever generation
     * @throws EndedException if the generation is over before all have answered
     */
    <T> T ask(long questionNumber, Question<T> question, Weights weights) throws EndedException {
        Order.Work order = new Order.Work(questionNumber, question, weights.carrier());
        send(open(new Round(questionNumber, new Parcel(order, List.of(weights.load())))));
        PartialSums<T> sums = new PartialSums<>(question, shards);
        while (sums.whole().isEmpty()) {
            Event event = take();
            if (event instanceof Event.Arrived arrived) {
                long start = System.nanoTime();
                sums.addLoad(arrived.ranges(), arrived.load());
                reduceNanos += System.nanoTime() - start;
            } else {
                throw ended();
            }
        }
        send(close());
        return sums.whole().get();
    }

    private synchronized List<Reply> open(Round next) {
        round = Optional.of(next);
        return roster.tellCrews(next.work());
    }

    /** The weights are not needed any more. */
    private synchronized List<Reply> close() {
        round = Optional.empty();
        return stepsAside ? finish(Optional.empty()) : List.of();
    }

    private Event take() {
        try {
            return events.take();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for workers", e);
    }

    private synchronized EndedException ended() {
        return new EndedException(cause, lost);
    }

    /** Nanoseconds that {@link #ask} has spent adding up. For its thread. */
    long reduceNanos() {
        return reduceNanos;
    }

    /** Whether nothing is to be expected of it any more. */
    synchronized boolean isOver() {
        return over;
    }

    /** Says why it is over, if the driver is not why. */
    synchronized void throwIfFailed() throws EndedException {
        if (cause.isPresent()) {
            throw ended();
        }
    }

    /** Its job has ended, which is no news if it is over. */
    void jobEnded(Optional<Throwable> failure) {
        end(failure.or(() -> Optional.of(new ClusterLostException("the standing job ended by itself"))));
    }

    /** Ends it, for good or ill. The first reason counts. */
    void end(Optional<Throwable> why) {
        send(finishNow(why));
    }

    private synchronized List<Reply> finishNow(Optional<Throwable> why) {
        return finish(why);
    }

    /** Ends it as soon as it stands and no question is open, for somebody else needs the slots. */
    void stepAside() {
        send(stepAsideNow());
    }

    private synchronized List<Reply> stepAsideNow() {
        stepsAside = true;
        return standing && round.isEmpty() ? finish(Optional.empty()) : List.of();
    }

    /** Ends it if one of its workers was on this executor. */
    void executorLost(String executor) {
        send(finishIf(member -> member.executor().equals(executor)));
    }

    /** Ends it if one of its workers was at this address. */
    void disconnected(String address) {
        send(finishIf(member -> member.address().equals(address)));
    }

    private synchronized List<Reply> finishIf(Predicate<Member> condition) {
        return roster.find(condition)
                .map(member -> {
                    lost = lost.or(() -> Optional.of(member.executor()));
                    return finish(Optional.of(new ClusterLostException("executor " + member.executor() + " was lost")));
                })
                .orElse(List.of());
    }

    private List<Reply> finish(Optional<Throwable> why) {
        if (over) {
            return List.of();
        }
        over = true;
        cause = why;
        round = Optional.empty();
        events.add(new Event.Over());
        notifyAll();
        return roster.tellAll(FINISH);
    }

    /** To several processes at once, for each reply is serialized by who sends it. */
    private void send(List<Reply> replies) {
        if (local || replies.size() <= 1) {
            replies.forEach(reply -> reply.to().reply(reply.parcel().wrap(local)));
        } else {
            replies.parallelStream()
                    .forEach(reply -> reply.to().reply(reply.parcel().wrap(false)));
        }
    }

    private sealed interface Event {
        record Arrived(List<ShardRange> ranges, List<Object> load) implements Event {}

        record Over() implements Event {}
    }

    /** A question that is not answered by all. */
    private record Round(long number, Parcel work) {}
}
