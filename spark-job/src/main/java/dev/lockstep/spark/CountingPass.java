package dev.lockstep.spark;

import dev.lockstep.data.BadRowException;
import dev.lockstep.train.Split;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;

/**
 * The first pass over a table: counts the rows of each block, and finds the bad ones.
 *
 * @param trial what makes a row bad
 * @param parts by which rows are counted; none of them may need the index of a row, which nobody knows yet
 * @param allowed how many bad rows may be skipped
 */
record CountingPass(RowTrial trial, Parts parts, long allowed) implements CursorFunction<PassResult> {
    @Override
    public Iterator<PassResult> apply(RawCursor records) throws Exception {
        RowTrial.Opened open = trial.open();
        PassResult result = new PassResult(open.fit());
        try {
            Parts.Chooser chooser = parts.open();
            while (records.next()) {
                count(records, open, chooser, result.at(records.path(), records.block()));
            }
        } catch (Exception e) {
            result.fail(ReadFaults.settled(e).orElseThrow(() -> e));
        }
        return Collections.singleton(result).iterator();
    }

    private void count(RawCursor records, RowTrial.Opened open, Parts.Chooser chooser, BlockCount block) {
        Optional<String> fault = records.fault();
        if (fault.isPresent()) {
            block.addBad(new BadRow(records.position(), fault.get(), records.text()), allowed);
            return;
        }
        Split part = chooser.part(-1, records);
        try {
            open.take(records.row(), part);
            block.add(part);
        } catch (BadRowException e) {
            block.addBad(new BadRow(records.position(), ReadFaults.oneLine(e), ""), allowed);
        }
    }
}
