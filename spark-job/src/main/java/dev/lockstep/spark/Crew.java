package dev.lockstep.spark;

import dev.lockstep.numeric.TreePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The workers of one generation in one executor. For each question they meet here: all bring their answers, the last to come adds
 * them up, takes them to the driver and comes back with the next question for all, so that the driver is sent one message for an
 * executor and question, and the weights come once.
 *
 * <p>A worker that leaves, for whatever reason, ends the crew: the others wake up, and leave too. That is so even if it leaves before it has
 * joined, or comes when the others have left: the newest generation of each link stays known, and a crew that is over stays over.
 */
final class Crew {
    private static final Map<String, Crew> NEWEST = new ConcurrentHashMap<>();

    private final long generation;
    private final List<TreePart<Object>> answers = new ArrayList<>();
    private int arrived;
    private long turn;
    private Optional<Task> task = Optional.empty();
    private boolean over;

    private Crew(long generation) {
        this.generation = generation;
    }

    /** A question that all of the crew answer, and the weights, which nobody writes to. */
    static final class Task {
        private final Order.Work order;
        private final float[] theta;

        Task(Order.Work order, float[] theta) {
            this.order = order;
            this.theta = theta;
        }

        long number() {
            return order.number();
        }

        Question<?> question() {
            return order.question();
        }

        /** Into how many slices the sums are to be cut, or 0. */
        int slices() {
            return order.slices();
        }

        float[] theta() {
            return theta;
        }
    }

    /** Where the workers of a generation meet, in this process. */
    static Crew of(String link, long generation) {
        Crew crew = NEWEST.compute(
                link, (name, known) -> known == null || known.generation < generation ? new Crew(generation) : known);
        if (crew.generation > generation) {
            crew = new Crew(generation);
            crew.end();
        }
        return crew;
    }

    /**
     * Waits for the others of the crew.
     *
     * @param size how many they are, with the caller
     * @param answer to the task before, if there was one
     * @param driver takes the answers of all, called by the last of the crew
     * @return the next task, the same for all; empty if the crew is over
     */
    Optional<Task> meet(
            int size, Optional<TreePart<Object>> answer, Function<List<TreePart<Object>>, Optional<Task>> driver) {
        List<TreePart<Object>> all;
        synchronized (this) {
            answer.ifPresent(answers::add);
            if (++arrived < size) {
                return awaitTurn(turn);
            }
            all = List.copyOf(answers);
            answers.clear();
            arrived = 0;
        }
        // Nobody else can be here before the next turn.
        Optional<Task> next = over() ? Optional.empty() : driver.apply(all);
        synchronized (this) {
            turn++;
            task = over ? Optional.empty() : next;
            over = task.isEmpty();
            notifyAll();
            return task;
        }
    }

    private synchronized boolean over() {
        return over;
    }

    // Called by who holds the lock, which waiting frees.
    private synchronized Optional<Task> awaitTurn(long now) {
        try {
            while (!over && turn == now) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the other workers of the executor", e);
        }
        return over ? Optional.empty() : task;
    }

    /** Sends all home. */
    synchronized void end() {
        over = true;
        task = Optional.empty();
        answers.clear();
        notifyAll();
    }
}
