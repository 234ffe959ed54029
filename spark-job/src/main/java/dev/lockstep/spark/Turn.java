package dev.lockstep.spark;

import java.util.List;

/**
 * What the training thread and all crews of a generation do together once: an order for each crew, and an answer from each. A question
 * takes one turn or, where executors add up slices among themselves, two.
 */
interface Turn {
    /** More than that of any turn before. */
    long number();

    /** What a crew is told, however often. */
    Parcel order(int crew);

    /** Takes the answer of a crew, the first and only one that counts. Called by the training thread. */
    void add(Report.Answer answer, List<Object> load);

    /** Whether all have answered. */
    boolean isComplete();

    /** The order to answer a question, the same for every crew. */
    static Parcel work(long number, Question<?> question, Weights weights, int slices) {
        return new Parcel(new Order.Work(number, question, weights.carrier(), slices), List.of(weights.load()));
    }

    /** The number of the turn in which a question is answered. */
    static long ofWork(long question) {
        return 2 * question;
    }

    /** The number of the turn in which slices of the answers are added up. */
    static long ofAdding(long question) {
        return 2 * question + 1;
    }
}
