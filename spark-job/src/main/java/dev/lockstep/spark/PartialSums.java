package dev.lockstep.spark;

import dev.lockstep.numeric.ReductionTree;
import dev.lockstep.numeric.TreePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers to one question, each the sum of some shards, added up along the tree as far as they are neighbours there; wherever
 * that is done. Used by one thread at a time.
 */
final class PartialSums<T> {
    private final Question<T> question;
    private final int shards;
    private List<TreePart<T>> parts = List.of();

    /** No answers yet to a question to so many shards. */
    PartialSums(Question<T> question, int shards) {
        this.question = question;
        this.shards = shards;
    }

    /** Adds answers, whose sums belong to this from now on, and merges what can be. */
    void add(List<TreePart<T>> answers) {
        List<TreePart<T>> all = new ArrayList<>(parts);
        all.addAll(answers);
        parts = ReductionTree.join(shards, all, question::mergeAll);
    }

    /** Adds what {@link #load} made of others, for ranges as {@link #ranges} gave. */
    @SuppressWarnings("unchecked") // in one process the load is the sums themselves
    void addLoad(List<ShardRange> ranges, List<Object> load) {
        List<TreePart<T>> answers = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            Object sum = load.get(i);
            answers.add(new TreePart<>(
                    ranges.get(i).from(),
                    ranges.get(i).to(),
                    sum instanceof byte[] bytes ? question.decode(bytes) : (T) sum));
        }
        add(answers);
    }

    /** The shards that each sum is of. */
    List<ShardRange> ranges() {
        return parts.stream()
                .map(part -> new ShardRange(part.from(), part.to()))
                .toList();
    }

    /** The sums, in the order of {@link #ranges}. */
    List<T> sums() {
        return parts.stream().map(TreePart::sum).toList();
    }

    /**
     * The sums as they travel.
     *
     * @param local whether they stay in this process
     */
    List<Object> load(boolean local) {
        return parts.stream()
                .map(part -> local ? part.sum() : (Object) question.encode(part.sum()))
                .toList();
    }

    /** The sum of all shards, once all have answered. */
    Optional<T> whole() {
        return parts.stream()
                .filter(part -> part.from() == 0 && part.to() == shards)
                .map(TreePart::sum)
                .findFirst();
    }
}
