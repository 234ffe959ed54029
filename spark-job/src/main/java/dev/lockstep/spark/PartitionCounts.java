package dev.lockstep.spark;

import dev.lockstep.train.Split;
import java.util.List;
import java.util.stream.IntStream;

/** How many rows of each part each input partition holds: counted by a pass of its own, in the order of partitions. */
final class PartitionCounts {
    private final List<PartRows> counts;

    private PartitionCounts(List<PartRows> counts) {
        this.counts = counts;
    }

    static PartitionCounts of(IndexedTable table) {
        return new PartitionCounts(
                table.mapPartitions(rows -> List.of(count(rows)).iterator()).collect());
    }

    private static PartRows count(IndexedCursor rows) {
        PartRows count = new PartRows();
        while (rows.next()) {
            count.next(rows.part());
        }
        return count;
    }

    /** The partitions with rows of a part, ascending. */
    int[] partitions(Split split) {
        return IntStream.range(0, counts.size())
                .filter(i -> counts.get(i).of(split) > 0)
                .toArray();
    }

    /** The rows of a part in each of {@link #partitions}. */
    List<Integer> sizes(Split split) {
        return IntStream.of(partitions(split))
                .mapToObj(i -> Math.toIntExact(counts.get(i).of(split)))
                .toList();
    }
}
