package dev.lockstep.train;

/** The order in which a shard gives its rows in one epoch: chunk after chunk, each in an order of its own. */
final class Walk {
    private static final int[] NONE = {};

    private final Sharding sharding;
    private final int epoch;
    private final int[] chunkOrder;
    /** How many rows of the epoch come before the i-th chunk of the order. */
    private final long[] rowsBefore;

    private int at;
    private int orderedAt = -1;
    private int[] rowOrder = NONE;

    Walk(Sharding sharding, int shard, int epoch) {
        this.sharding = sharding;
        this.epoch = epoch;
        this.chunkOrder = sharding.chunkOrder(shard, epoch);
        this.rowsBefore = new long[chunkOrder.length + 1];
        for (int i = 0; i < chunkOrder.length; i++) {
            rowsBefore[i + 1] = rowsBefore[i] + sharding.chunkRows(chunkOrder[i]);
        }
    }

    boolean is(Sharding otherSharding, int otherEpoch) {
        return epoch == otherEpoch && sharding.equals(otherSharding);
    }

    /** Moves to the chunk in which a row of the epoch lies, and returns the chunk's number. */
    int moveTo(long row) {
        while (row < rowsBefore[at]) {
            at--;
        }
        while (row >= rowsBefore[at + 1]) {
            at++;
        }
        if (at != orderedAt) {
            rowOrder = NONE; // before the next chunk and its order take their memory
        }
        return chunkOrder[at];
    }

    /** One past the last row of the epoch that lies in the chunk. */
    long chunkEnd() {
        return rowsBefore[at + 1];
    }

    /** Where in the chunk a row of the epoch lies. */
    int rowOfChunk(long row) {
        if (at != orderedAt || rowOrder == NONE) {
            rowOrder = sharding.rowOrder(chunkOrder[at], epoch);
            orderedAt = at;
        }
        return rowOrder[(int) (row - rowsBefore[at])];
    }
}
