package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.model.GradientSum;
import dev.lockstep.train.Step;
import dev.lockstep.train.StoppedWaitingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What the driver answers, whatever comes from workers, in whatever order. Two executors: a has shards 0 and 1, b has 2. */
final class GenerationTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Question.Gradient QUESTION = new Question.Gradient(Step.of(0, 1), 1);

    private final Generation generation = new Generation(7, 3, true, new Traffic());
    private final List<Call> calls = new ArrayList<>();
    private long serial;

    @Test
    void workersOfAnExecutorBecomeACrewOnceAllHaveCome() throws Exception {
        Call first = here(1, "a");
        Call second = here(2, "b");
        assertThat(first.replies).isEmpty();
        assertThat(generation.gathered(Duration.ofMillis(1))).isFalse();
        assertThat(generation.present()).isEqualTo(2);

        Call third = here(0, "a");

        assertThat(generation.gathered(LONG)).isTrue();
        assertThat(generation.executors()).isEqualTo(2);
        assertThat(first.order()).isEqualTo(new Order.Join(List.of(0, 1)));
        assertThat(second.order()).isEqualTo(new Order.Join(List.of(2)));
        assertThat(third.order()).isEqualTo(first.order());
    }

    @Test
    void aWorkerThatAsksAgainGetsTheSamePlace() {
        Call timedOut = here(2, "b");
        Call again = here(2, "b");
        gather();
        Call once = here(2, "b");

        assertThat(timedOut.replies).isEmpty();
        assertThat(again.order()).isEqualTo(new Order.Join(List.of(2)));
        assertThat(once.order()).isEqualTo(new Order.Join(List.of(2)));
        assertThat(generation.isOver()).isFalse();
    }

    @Test
    void crewsGetTheQuestionAndTheirAnswersAreAddedAlongTheTree() throws Exception {
        gather();
        Call a = done(0, 0);
        CompletableFuture<GradientSum> sum = ask(1);
        assertThat(work(a).number()).isEqualTo(1);
        Call b = done(2, 0);
        assertThat(work(b).number()).isEqualTo(1);

        Call bAgain = done(2, 1, part(2, 3, 1e8f));
        Call aAgain = done(0, 1, part(0, 2, 1));

        assertThat(sum.get(20, TimeUnit.SECONDS).gradient()).containsExactly(1 + 1e8f);
        assertThat(bAgain.replies).isEmpty();
        CompletableFuture<GradientSum> next = ask(2);
        assertThat(work(aAgain).number()).isEqualTo(2);
        assertThat(work(bAgain).number()).isEqualTo(2);
        done(0, 2, part(0, 2, 3));
        done(2, 2, part(2, 3, 4));
        assertThat(next.get(20, TimeUnit.SECONDS).gradient()).containsExactly(7);
    }

    @Test
    void anAnswerThatComesTwiceCountsOnce() throws Exception {
        gather();
        done(0, 0);
        CompletableFuture<GradientSum> sum = ask(1);
        Call timedOut = done(0, 1, part(0, 2, 1));
        Call again = done(0, 1, part(0, 2, 1));
        done(2, 1, part(2, 3, 2));

        assertThat(sum.get(20, TimeUnit.SECONDS).gradient()).containsExactly(3);
        CompletableFuture<GradientSum> next = ask(2);
        assertThat(work(again).number()).isEqualTo(2);
        assertThat(timedOut.replies).isEmpty();
        assertThat(next).isNotDone();
    }

    @Test
    void aQuestionWhoseReplyWasLostIsSentAgain() throws Exception {
        gather();
        Call lost = done(0, 0);
        CompletableFuture<GradientSum> sum = ask(1);
        assertThat(work(lost).number()).isEqualTo(1);

        Call again = done(0, 0);

        assertThat(work(again).number()).isEqualTo(1);
        done(0, 1, part(0, 2, 1));
        done(2, 1, part(2, 3, 2));
        assertThat(sum.get(20, TimeUnit.SECONDS).gradient()).containsExactly(3);
    }

    @Test
    void aLateReportDoesNotTakeTheNewOnesPlace() throws Exception {
        gather();
        Call newer = done(0, 0);
        long before = serial;
        serial = 0;
        Call late = done(0, 0);
        serial = before;
        CompletableFuture<GradientSum> sum = ask(1);

        assertThat(work(newer).number()).isEqualTo(1);
        assertThat(late.replies).isEmpty();
        done(0, 1, part(0, 2, 1));
        done(2, 1, part(2, 3, 2));
        assertThat(sum.get(20, TimeUnit.SECONDS).gradient()).containsExactly(3);
    }

    @Test
    void anAnswerToAnotherQuestionChangesNothing() throws Exception {
        gather();
        done(2, 0);
        CompletableFuture<GradientSum> sum = ask(5);
        Call old = done(0, 4, part(0, 2, 100));
        assertThat(work(old).number()).isEqualTo(5);
        done(0, 5, part(0, 2, 1));
        done(2, 5, part(2, 3, 2));

        assertThat(sum.get(20, TimeUnit.SECONDS).gradient()).containsExactly(3);
    }

    @Test
    void crewsHaveTheWeightsOfTheQuestionThatTheyReportLast() throws Exception {
        gather();
        done(0, 0);
        done(2, 0);
        CompletableFuture<GradientSum> sum = ask(3);
        assertThat(generation.hasWeightsOf(3)).isFalse();
        done(0, 3, part(0, 2, 1));
        assertThat(generation.hasWeightsOf(3)).isFalse();
        done(2, 3, part(2, 3, 2));

        assertThat(sum.get(20, TimeUnit.SECONDS).gradient()).containsExactly(3);
        assertThat(generation.hasWeightsOf(3)).isTrue();
        assertThat(generation.hasWeightsOf(2)).isFalse();
    }

    @Test
    void slicesAreAddedByCrewsOnceAllHaveCutTheirs() throws Exception {
        gather();
        Call a = done(0, 0);
        Call b = done(2, 0);
        Order.Source ofA = source("a", new ShardRange(0, 2));
        Order.Source ofB = source("b", new ShardRange(2, 3));
        Question.Gradient question = new Question.Gradient(Step.of(0, 1), 2);
        CutTurn cut = new CutTurn(1, question, Weights.reference(new float[2]), 2);
        CompletableFuture<Void> cutting = take(cut);
        assertThat(work(a).slices()).isEqualTo(2);
        assertThat(work(b).slices()).isEqualTo(2);
        Call aWaits = call(new Report.Cut(7, 0, ++serial, 1, ofA), List.of());
        Call bWaits = call(new Report.Cut(7, 2, ++serial, 1, ofB), List.of());
        cutting.get(20, TimeUnit.SECONDS);

        AddTurn<GradientSum> add = new AddTurn<>(1, question, generation.crews(), cut.sources());
        CompletableFuture<Void> adding = take(add);
        await(() -> !aWaits.replies.isEmpty() && !bWaits.replies.isEmpty());
        assertThat(aWaits.order()).isEqualTo(new Order.Add(1, 0, List.of(ofA, ofB)));
        assertThat(bWaits.order()).isEqualTo(new Order.Add(1, 1, List.of(ofA, ofB)));
        // A crew that did not hear of it asks again, and one that answers twice counts once.
        assertThat(call(new Report.Cut(7, 2, ++serial, 1, ofB), List.of()).order())
                .isEqualTo(bWaits.order());
        call(new Report.Added(7, 2, ++serial, 1), List.of(slice(2)));
        call(new Report.Added(7, 2, ++serial, 1), List.of(slice(2)));
        assertThat(adding).isNotDone();
        call(new Report.Added(7, 0, ++serial, 1), List.of(slice(1)));
        adding.get(20, TimeUnit.SECONDS);

        assertThat(add.sum().gradient()).containsExactly(1, 2);
        assertThat(add.sum().rows()).isEqualTo(5);
        assertThat(generation.hasWeightsOf(1)).isTrue();
    }

    @Test
    void aFailureSendsAllHomeAndIsToldToWhoWaits() throws Exception {
        gather();
        Call a = done(0, 0);
        CompletableFuture<GradientSum> sum = ask(1);
        assertThat(work(a).number()).isEqualTo(1);
        Call aAgain = done(0, 1, part(0, 2, 1));
        IllegalStateException why = new IllegalStateException("worker 2");

        Call failed = call(new Report.Failed(7, 2, why.toString()), List.of(why));

        assertThat(failed.order()).isEqualTo(new Order.Finish());
        assertThat(aAgain.order()).isEqualTo(new Order.Finish());
        assertThatThrownBy(() -> sum.get(20, TimeUnit.SECONDS)).rootCause().isSameAs(why);
        assertThat(done(2, 1, part(2, 3, 1)).order()).isEqualTo(new Order.Finish());
        assertThat(here(2, "b").order()).isEqualTo(new Order.Finish());
        assertThatThrownBy(generation::throwIfFailed).isInstanceOf(EndedException.class);
    }

    @Test
    void waitingForWorkersCanBeEndedButNotTheWorkOfThoseThatHaveCome() {
        StoppedWaitingException why = new StoppedWaitingException();
        Generation empty = new Generation(8, 1, true, new Traffic());
        empty.endIfGathering(why);
        assertThatThrownBy(() -> empty.gathered(LONG)).hasCause(why);

        gather();
        generation.endIfGathering(why);
        assertThat(generation.isOver()).isFalse();
    }

    @Test
    void anotherAttemptAtATaskEndsTheGeneration() {
        gather();
        Call second = call(new Report.Here(7, 2, "a", 100, ++serial), List.of());

        assertThat(second.order()).isEqualTo(new Order.Finish());
        assertThat(generation.isOver()).isTrue();
        assertThatThrownBy(generation::throwIfFailed).hasRootCauseMessage("a task on executor b ended without a word");
    }

    @Test
    void aLostExecutorEndsTheGenerationIfItHadAWorker() {
        gather();
        generation.executorLost("c");
        generation.disconnected("host-c");
        assertThat(generation.isOver()).isFalse();

        generation.disconnected("host-b");

        assertThatThrownBy(generation::throwIfFailed)
                .isInstanceOfSatisfying(
                        EndedException.class, ended -> assertThat(ended.lost()).contains("b"));
    }

    @Test
    void anExecutorFromWhichNothingCouldBeFetchedIsLost() {
        gather();
        PeerLostException why = new PeerLostException("b", new IllegalStateException("connection reset"));

        call(new Report.Failed(7, 0, why.toString()), List.of(why));

        assertThatThrownBy(generation::throwIfFailed)
                .hasCause(why)
                .isInstanceOfSatisfying(
                        EndedException.class, ended -> assertThat(ended.lost()).contains("b"));
    }

    @Test
    void stepsAsideWhenNoQuestionIsOpen() throws Exception {
        gather();
        done(0, 0);
        done(2, 0);
        CompletableFuture<GradientSum> sum = ask(1);
        generation.stepAside();
        assertThat(generation.isOver()).isFalse();
        Call a = done(0, 1, part(0, 2, 1));
        Call b = done(2, 1, part(2, 3, 2));

        assertThat(sum.get(20, TimeUnit.SECONDS).gradient()).containsExactly(3);
        assertThat(generation.isOver()).isTrue();
        assertThat(a.order()).isEqualTo(new Order.Finish());
        assertThat(b.order()).isEqualTo(new Order.Finish());
        generation.throwIfFailed();
    }

    @Test
    void aJobThatEndsByItselfIsAFailureButNotOneThatWasEnded() throws Exception {
        generation.end(Optional.empty());
        generation.jobEnded(Optional.of(new IllegalStateException("cancelled")));
        generation.throwIfFailed();

        Generation other = new Generation(8, 1, true, new Traffic());
        other.jobEnded(Optional.empty());
        assertThatThrownBy(() -> other.gathered(LONG)).isInstanceOf(EndedException.class);
    }

    @Test
    void reportsOfACrewThatThereIsNotAreSentHome() {
        assertThat(done(0, 0).order()).isEqualTo(new Order.Finish());
        gather();
        assertThat(done(1, 0).order()).isEqualTo(new Order.Finish());
        assertThat(generation.isOver()).isFalse();
    }

    private void gather() {
        here(0, "a");
        here(1, "a");
        here(2, "b");
    }

    private Call here(int range, String executor) {
        return call(new Report.Here(7, range, executor, 10 + range, ++serial), List.of(), "host-" + executor);
    }

    private Call done(int crew, long question, Part... parts) {
        return call(
                new Report.Done(
                        7,
                        crew,
                        ++serial,
                        question,
                        List.of(parts).stream().map(Part::range).toList()),
                List.of(parts).stream().map(part -> (Object) part.sum()).toList());
    }

    private static Part part(int from, int to, float value) {
        return new Part(new ShardRange(from, to), new GradientSum(new float[] {value}, 0, 1, 1));
    }

    private Call call(Report report, List<Object> load) {
        return call(report, load, "nowhere");
    }

    private Call call(Report report, List<Object> load, String address) {
        Call call = new Call(address);
        calls.add(call);
        generation.received(report, load, call);
        return call;
    }

    /** Asks in another thread, as training does, and returns when the question is out. */
    private CompletableFuture<GradientSum> ask(long number) throws InterruptedException {
        SumTurn<GradientSum> turn = new SumTurn<>(number, QUESTION, Weights.reference(new float[] {1}), 3);
        CompletableFuture<GradientSum> sum = CompletableFuture.supplyAsync(() -> {
            try {
                generation.take(turn);
                generation.rest();
                return turn.sum();
            } catch (EndedException e) {
                throw new IllegalStateException(e);
            }
        });
        await(() -> calls.stream()
                .anyMatch(call -> call.replies.stream()
                        .anyMatch(parcel -> parcel.header() instanceof Order.Work work && work.number() == number)));
        return sum;
    }

    private CompletableFuture<Void> take(Turn turn) {
        return CompletableFuture.runAsync(() -> {
            try {
                generation.take(turn);
            } catch (EndedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Order.Source source(String executor, ShardRange part) {
        return new Order.Source(new BlockLink.Peer("host", 1, executor), 10, List.of(part), 8);
    }

    private static byte[] slice(float value) {
        return SumBytes.of(new GradientSum(new float[] {value}, 0.5, 4, 5));
    }

    private static Order.Work work(Call call) throws InterruptedException {
        await(() -> !call.replies.isEmpty());
        return (Order.Work) call.order();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as("tries").isLessThan(20_000);
            Thread.sleep(1);
        }
    }

    private record Part(ShardRange range, GradientSum sum) {}

    private static final class Call implements RpcLink.Caller {
        private final List<Parcel> replies = Collections.synchronizedList(new ArrayList<>());
        private final String address;

        Call(String address) {
            this.address = address;
        }

        Order order() {
            assertThat(replies).hasSize(1);
            return (Order) replies.get(0).header();
        }

        @Override
        public void reply(Object message) {
            replies.add((Parcel) message);
        }

        @Override
        public String address() {
            return address;
        }
    }
}
