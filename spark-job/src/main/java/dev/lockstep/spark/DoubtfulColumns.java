package dev.lockstep.spark;

import dev.lockstep.data.ColumnDoubt;
import dev.lockstep.data.RawColumn;
import dev.lockstep.numeric.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Warns of columns that are seldom what was meant: without a value, or text for the sake of a few words among numbers.
 *
 * @param given the columns whose type the user gave
 */
record DoubtfulColumns(RawTable table, RawRows rows, Set<String> given) {
    /** Tells of each in a line. Reads the rows once more if lines have to be found. */
    void report(List<ColumnDoubt> doubts, Consumer<String> warnings) {
        List<ColumnDoubt> mixed = new ArrayList<>();
        for (ColumnDoubt doubt : doubts) {
            if (doubt.isEmpty()) {
                warnings.accept("column " + Names.shown(doubt.column()) + " of " + table.name()
                        + " has no value in any training row, and nothing can be learnt from it; leave it out with"
                        + " data.features: {exclude: [" + Names.shown(doubt.column()) + "]}");
            } else if (table.guessesTypes() && !given.contains(doubt.column())) {
                mixed.add(doubt);
            }
        }
        if (!mixed.isEmpty()) {
            List<BadRows.First> firstWords = firstWords(mixed);
            for (int i = 0; i < mixed.size(); i++) {
                warnings.accept(line(mixed.get(i), firstWords.get(i)));
            }
        }
    }

    private List<BadRows.First> firstWords(List<ColumnDoubt> mixed) {
        List<String> names = rows.schema().stream().map(RawColumn::name).toList();
        List<Integer> columns =
                mixed.stream().map(doubt -> names.indexOf(doubt.column())).toList();
        List<PassResult> found = ReadFaults.explained(
                table.name(), () -> rows.mapPartitions(new WordPass(columns)).collect());
        List<BadRows.First> firsts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            List<BlockCount> blocks = new ArrayList<>();
            for (int j = i; j < found.size(); j += columns.size()) { // each partition gave a result for each column
                blocks.addAll(found.get(j).blocks());
            }
            firsts.add(
                    BadRows.first(BlockIndex.sorted(blocks), rows.finder(), 1).get(0));
        }
        return firsts;
    }

    private static String line(ColumnDoubt doubt, BadRows.First word) {
        String column = Names.shown(doubt.column());
        String value = Names.shown(word.fault());
        return "column " + column + " is read as text, though " + doubt.numbers() + " of its "
                + (doubt.numbers() + doubt.words()) + (doubt.distinct() ? " different" : "")
                + " values are numbers: the first that is not is \"" + value + "\" (" + word.where()
                + "); write data.columns: {" + column + ": {type: number}}, with options: {nullValue: \"" + value
                + "\"} if that stands for a missing value, or data.bad_rows: {skip: n} to leave such rows out; or {type: text} if it is right";
    }
}
