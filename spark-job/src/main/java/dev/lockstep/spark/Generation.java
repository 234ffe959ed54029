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
 * {@link Report.Answer} for the whole crew; the call is kept until there is a {@link Turn} that the crew has not answered, and is answered
 * with that one's order. <b>Over.</b> Every call, kept or to come, is answered with {@link Order.Finish}. There is no way back.
 *
 * <p>Every message may come twice, late, or never:
 *
 * <ul>
 *   <li>a call that timed out is made again, with a higher serial number; the newest call of a worker or crew is the one that is kept
 *       and answered, and an older one is forgotten, since nobody waits there
 *   <li>answers count if they are of the turn that is open and the first of their crew for it; the same again changes nothing
 *   <li>a reply that got lost is sent again to the call that follows: a worker's place and the open turn's order are functions of the state
 *   <li>reports of another generation never get here: {@link Exchange} answers them with {@link Order.Finish}
 *   <li>another attempt at a range's task says that the one before has died, and ends the generation
 * </ul>
 *
 * <p><b>Threads.</b> The link's thread, Spark's listeners and the job's thread change the state, under the lock, and send the replies that
 * follow from it, after it. They add up nothing: answers go into a queue, from which the training thread takes them, in {@link #take}.
 */
final class Generation {
    private static final Parcel FINISH = Parcel.of(new Order.Finish());

    private final long number;
    private final int ranges;
    private final boolean local;
    private final Traffic traffic;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Roster roster = new Roster();
    private Optional<Turn> open = Optional.empty();
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
     * @param local whether workers are in this process
     * @param traffic counts what is sent and received
     */
    Generation(long number, int ranges, boolean local, Traffic traffic) {
        this.number = number;
        this.ranges = ranges;
        this.local = local;
        this.traffic = traffic;
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
        traffic.received(load);
        send(decide(report, load, caller));
    }

    private synchronized List<Reply> decide(Report report, List<Object> load, Caller caller) {
        if (over) {
            return List.of(new Reply(caller, FINISH));
        }
        if (report instanceof Report.Here here) {
            return here(here, caller);
        }
        if (report instanceof Report.Answer answer) {
            return answered(answer, load, caller);
        }
        List<Reply> replies = new ArrayList<>(List.of(new Reply(caller, FINISH)));
        if (report instanceof Report.Failed failed) {
            Throwable why = Failures.thrown(failed.text(), load);
            if (why instanceof PeerLostException peer) { // its neighbours may notice before Spark does
                lost = lost.or(() -> Optional.of(peer.executor()));
            }
            replies.addAll(finish(Optional.of(why)));
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

    private List<Reply> answered(Report.Answer answer, List<Object> load, Caller caller) {
        Optional<Desk> crew = roster.desk(answer.crew());
        if (crew.isEmpty()) {
            return List.of(new Reply(caller, FINISH));
        }
        Desk desk = crew.get();
        if (!desk.line().isNewest(answer.serial(), caller)) {
            return List.of();
        }
        desk.hasWeightsOf(answer.question());
        if (open.isEmpty()) {
            return List.of();
        }
        Turn turn = open.get();
        if (answer.turn() == turn.number() && desk.answers(turn.number())) {
            events.add(new Event.Answered(answer, load));
        }
        return desk.hasAnswered(turn.number())
                ? List.of()
                : desk.line().reply(turn.order(answer.crew())).stream().toList();
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
        return roster.crews().size();
    }

    /** The crews, in the order of their shards, each by the first shard of its first range. */
    synchronized List<Integer> crews() {
        return roster.crews();
    }

    /** Whether all crews still have the weights of a question. */
    synchronized boolean hasWeightsOf(long question) {
        return roster.hasWeightsOf(question);
    }

    /**
     * Takes a turn with all crews, and hands over what they answer, as it comes. Called by the training thread, when all are gathered.
     *
     * @throws EndedException if the generation is over before all have answered
     */
    void take(Turn turn) throws EndedException {
        send(open(turn));
        while (!turn.isComplete()) {
            if (!(next() instanceof Event.Answered answered)) {
                throw ended();
            }
            if (answered.answer().turn() == turn.number()) { // else of one that was given up
                long start = System.nanoTime();
                turn.add(answered.answer(), answered.load());
                reduceNanos += System.nanoTime() - start;
            }
        }
    }

    private synchronized List<Reply> open(Turn turn) {
        if (over) {
            return List.of();
        }
        open = Optional.of(turn);
        return roster.tellCrews(turn::order);
    }

    /** After the last turn of a question: the weights are not needed any more. */
    void rest() {
        send(close());
    }

    private synchronized List<Reply> close() {
        open = Optional.empty();
        return stepsAside ? finish(Optional.empty()) : List.of();
    }

    private Event next() {
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

    /** Nanoseconds that {@link #take} has spent adding up. For its thread. */
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

    /** Ends it if its workers have not all come. */
    void endIfGathering(Throwable why) {
        send(finishIfGathering(why));
    }

    private synchronized List<Reply> finishIfGathering(Throwable why) {
        return standing ? List.of() : finish(Optional.of(why));
    }

    /** Ends it as soon as it stands and no question is open, for somebody else needs the slots. */
    void stepAside() {
        send(stepAsideNow());
    }

    private synchronized List<Reply> stepAsideNow() {
        stepsAside = true;
        return standing && open.isEmpty() ? finish(Optional.empty()) : List.of();
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
        open = Optional.empty();
        events.add(new Event.Over());
        notifyAll();
        return roster.tellAll(FINISH);
    }

    /** To several processes at once, for each reply is serialized by who sends it. */
    private void send(List<Reply> replies) {
        replies.forEach(reply -> traffic.sent(reply.parcel()));
        if (local || replies.size() <= 1) {
            replies.forEach(reply -> reply.to().reply(reply.parcel().wrap(local)));
        } else {
            replies.parallelStream()
                    .forEach(reply -> reply.to().reply(reply.parcel().wrap(false)));
        }
    }

    private sealed interface Event {
        record Answered(Report.Answer answer, List<Object> load) implements Event {}

        record Over() implements Event {}
    }
}
