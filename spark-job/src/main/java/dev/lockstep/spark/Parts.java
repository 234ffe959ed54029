package dev.lockstep.spark;

import dev.lockstep.numeric.Permutation;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.List;

/** Which part each row of a table belongs to: the first cut that takes it, otherwise the rest. */
final class Parts implements Serializable {
    private static final long serialVersionUID = 1;

    private final List<Cut> cuts;
    private final Split rest;

    Parts(List<Cut> cuts, Split rest) {
        this.cuts = List.copyOf(cuts);
        this.rest = rest;
    }

    /** All rows belong to one part. */
    static Parts all(Split part) {
        return new Parts(List.of(), part);
    }

    /** For one thread. */
    Chooser open() {
        Test[] tests = cuts.stream().map(Cut::open).toArray(Test[]::new);
        return (index, record) -> {
            for (int i = 0; i < tests.length; i++) {
                if (tests[i].takes(index, record)) {
                    return cuts.get(i).part();
                }
            }
            return rest;
        };
    }

    /** Tells the part of a row. */
    @FunctionalInterface
    interface Chooser {
        /** The part of the row that the cursor stands on; the index is its place among all usable rows, in file order. */
        Split part(long index, RawCursor record);
    }

    /** Whether a cut takes a row. */
    @FunctionalInterface
    interface Test {
        boolean takes(long index, RawCursor record);
    }

    /** Takes some of the rows. */
    sealed interface Cut extends Serializable {
        /** The part that its rows are for. */
        Split part();

        Test open();
    }

    /** The rows whose index leaves a remainder. */
    record Every(Split part, int every, int remainder) implements Cut {
        @Override
        public Test open() {
            return (index, record) -> index % every == remainder;
        }
    }

    /** The rows that a seeded permutation of all of them puts into [from, to). */
    record Places(Split part, long rows, long seed, long from, long to) implements Cut {
        @Override
        public Test open() {
            Permutation permutation = new Permutation(rows, seed);
            return (index, record) -> {
                long place = permutation.place(index);
                return place >= from && place < to;
            };
        }
    }

    /** The rows of which a condition of the request is true. */
    record Where(Split part, int condition) implements Cut {
        @Override
        public Test open() {
            return (index, record) -> record.matches(condition);
        }
    }
}
