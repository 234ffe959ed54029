package dev.lockstep.spark;

import java.util.ArrayList;
import java.util.List;

/** A question to which every crew lays out its sums in slices, one for each crew. */
final class CutTurn implements Turn {
    private final long question;
    private final Parcel order;
    private final int crews;
    private final List<Order.Source> sources = new ArrayList<>();

    /**
     * A turn without answers yet.
     *
     * @param number of the question, which can be sliced
     */
    CutTurn(long number, Question<?> question, Weights weights, int crews) {
        this.question = number;
        this.crews = crews;
        this.order = Turn.work(number, question, weights, crews);
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
        sources.add(((Report.Cut) answer).source());
    }

    @Override
    public boolean isComplete() {
        return sources.size() == crews;
    }

    /** Where the sums of all crews lie, once the turn is complete. */
    List<Order.Source> sources() {
        return List.copyOf(sources);
    }
}
