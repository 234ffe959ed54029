package dev.lockstep.spark;

import java.util.Collections;
import java.util.Iterator;

/**
 * The second pass over a table whose parts depend on the index of a row: fits the preparation to the training rows, makes room in
 * it for the others, and counts the rows of each part.
 *
 * @param trial what fits
 */
record FittingPass(RowTrial trial) implements IndexedFunction<PassResult> {
    @Override
    public Iterator<PassResult> apply(IndexedCursor rows) throws Exception {
        RowTrial.Opened open = trial.open();
        PassResult result = new PassResult(open.fit());
        try {
            while (rows.next()) {
                open.take(rows.row(), rows.part());
                rows.countIn(result).add(rows.part());
            }
        } catch (Exception e) {
            result.fail(ReadFaults.settled(e).orElseThrow(() -> e));
        }
        return Collections.singleton(result).iterator();
    }
}
