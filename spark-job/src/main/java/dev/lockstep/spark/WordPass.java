package dev.lockstep.spark;

import dev.lockstep.data.ColumnDoubt;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Looks for the cells of text columns that are no numbers, to name the lines of the first ones. Gives a result for each column, in
 * which the rows with such cells are the bad ones.
 *
 * @param columns their indices in the schema
 */
record WordPass(List<Integer> columns) implements CursorFunction<PassResult> {
    @Override
    public Iterator<PassResult> apply(RawCursor records) {
        List<PassResult> results = new ArrayList<>();
        columns.forEach(column -> results.add(new PassResult(Optional.empty())));
        while (records.next()) {
            for (int i = 0; i < results.size(); i++) {
                int column = columns.get(i);
                BlockCount block = results.get(i).at(records.path(), records.block());
                boolean isText = records.fault().isEmpty() && !records.row().isMissing(column);
                String cell = isText ? records.row().text(column) : "0";
                if (ColumnDoubt.isNumber(cell)) {
                    block.add(Split.TRAINING);
                } else {
                    block.addBad(new BadRow(records.position(), cell, ""), 0);
                }
            }
        }
        return results.iterator();
    }
}
