package dev.lockstep.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every crew adds up the slice with its number, and sends that. */
final class AddTurn<T> implements Turn {
    private final long number;
    private final Question<T> question;
    private final List<Integer> crews;
    private final List<Order.Source> sources;
    private final Map<Integer, T> slices = new TreeMap<>();

    /**
     * A turn without answers yet.
     *
     * @param number of the question
     * @param crews in the order of the slices that they add up
     * @param sources of the sums of all crews
     */
    AddTurn(long number, Question<T> question, List<Integer> crews, List<Order.Source> sources) {
        this.number = number;
        this.question = question;
        this.crews = List.copyOf(crews);
        this.sources = List.copyOf(sources);
    }

    @Override
    public long number() {
        return Turn.ofAdding(number);
    }

    @Override
    public Parcel order(int crew) {
        return Parcel.of(new Order.Add(number, crews.indexOf(crew), sources));
    }

    @Override
    public void add(Report.Answer answer, List<Object> load) {
        int slice = crews.indexOf(answer.crew());
        slices.put(slice, question.slice(slice, crews.size()).decode((byte[]) load.get(0)));
    }

    @Override
    public boolean isComplete() {
        return slices.size() == crews.size();
    }

    /** The sum of all, once the turn is complete. */
    T sum() {
        return question.join(new ArrayList<>(slices.values()));
    }
}
