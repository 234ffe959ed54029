package dev.lockstep.spark;

import dev.lockstep.data.PreparationFit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pass over a table found. Faults of the data come back as values: were they thrown, Spark would try the task again
 * and again, and find the same. What only may be the data's fault is thrown once, see {@link ReadFaults#settled}.
 */
final class PassResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final List<BlockCount> blocks = new ArrayList<>();
    private final @Nullable PreparationFit fit;
    private String fault = "";

    /** A result of nothing yet. */
    PassResult(Optional<PreparationFit> fit) {
        this.fit = fit.orElse(null);
    }

    /** The classes of which results and what is made of them consist, for serializers that want to know them beforehand. */
    static List<Class<?>> classes() {
        List<Class<?>> classes = new ArrayList<>(PreparationFit.classes());
        classes.addAll(List.of(
                PassResult.class,
                BlockCount.class,
                BadRow.class,
                PartRows.class,
                PartRows[].class,
                BlockIndex.class,
                ArrayList.class,
                long[][].class));
        return classes;
    }

    /** The count of this block, which is made when it is first asked for. */
    BlockCount at(String path, long block) {
        if (!blocks.isEmpty()) {
            BlockCount last = blocks.get(blocks.size() - 1);
            if (last.is(path, block)) {
                return last;
            }
        }
        BlockCount next = new BlockCount(path, block);
        blocks.add(next);
        return next;
    }

    void fail(String line) {
        fault = line;
    }

    /** Takes the other's findings in; the order of merging has no influence on what counts. */
    PassResult merge(PassResult other) {
        blocks.addAll(other.blocks);
        if (fit != null && other.fit != null) {
            fit.merge(other.fit);
        }
        if (fault.isEmpty() || (!other.fault.isEmpty() && other.fault.compareTo(fault) < 0)) {
            fault = other.fault;
        }
        return this;
    }

    /** In no particular order. */
    List<BlockCount> blocks() {
        return blocks;
    }

    Optional<PreparationFit> fit() {
        return Optional.ofNullable(fit);
    }

    /** The line of what made reading impossible; empty: nothing did. */
    String fault() {
        return fault;
    }
}
