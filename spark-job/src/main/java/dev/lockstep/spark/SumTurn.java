package dev.lockstep.spark;

import java.util.List;

/** A question to which every crew sends its sums whole. */
final class SumTurn<T> implements Turn {
    private final long question;
    private final Parcel order;
    private final PartialSums<T> sums;

    /**
     * A turn without answers yet.
     *
     * @param number of the question
     */
    SumTurn(long number, Question<T> question, Weights weights, int shards) {
        this.question = number;
        this.order = Turn.work(number, question, weights, 0);
        this.sums = new PartialSums<>(question, shards);
    }

    @Override
    public long number() {
        return Turn.ofWork(question);
    }

    @Override
    public Parcel order(int crew) {
        return order;
    }

    @Override
    public void add(Report.Answer answer, List<Object> load) {
        sums.addLoad(((Report.Done) answer).parts(), load);
    }

    @Override
    public boolean isComplete() {
        return sums.whole().isPresent();
    }

    /** The sum of all, once the turn is complete. */
    T sum() {
        return sums.whole().orElseThrow();
    }
}
