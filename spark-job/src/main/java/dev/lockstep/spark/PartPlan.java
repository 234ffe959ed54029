package dev.lockstep.spark;

import dev.lockstep.config.PartConfig;
import dev.lockstep.numeric.Seeds;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How validation and test rows are cut from the training source. The test part is cut first, validation from the rest;
 * two fractions take different places of one permutation.
 */
record PartPlan(PartConfig validation, PartConfig test, long seed) {
    /** Whether a row's part depends on its index, which is known after a pass that counts. */
    boolean needsIndex() {
        return Stream.of(validation, test)
                .anyMatch(part -> part instanceof PartConfig.Fraction || part instanceof PartConfig.Every);
    }

    /** The SQL conditions to evaluate: that of the test part first. */
    List<String> conditions() {
        List<String> conditions = new ArrayList<>();
        for (PartConfig part : List.of(test, validation)) {
            if (part instanceof PartConfig.Where where) {
                conditions.add(where.condition());
            }
        }
        return conditions;
    }

    /** The parts that need no index: all the others' rows count as training rows. */
    Parts withoutIndex() {
        return needsIndex() ? Parts.all(Split.TRAINING) : parts(0);
    }

    /** The parts of a table of so many usable rows. */
    Parts parts(long rows) {
        List<Parts.Cut> cuts = new ArrayList<>();
        long taken = add(cuts, Split.TEST, test, rows, 0);
        add(cuts, Split.VALIDATION, validation, rows, taken);
        return new Parts(cuts, Split.TRAINING);
    }

    /** Adds a cut and returns the first place of the permutation that is left. */
    private long add(List<Parts.Cut> cuts, Split split, PartConfig part, long rows, long from) {
        if (part instanceof PartConfig.Fraction fraction) {
            long to = from + Math.max(1, Math.round(fraction.fraction() * rows));
            cuts.add(new Parts.Places(split, rows, Seeds.derive(seed, Seeds.hash("parts of the data")), from, to));
            return to;
        }
        if (part instanceof PartConfig.Every every) {
            cuts.add(new Parts.Every(split, every.every(), every.remainder()));
        } else if (part instanceof PartConfig.Where where) {
            cuts.add(new Parts.Where(split, conditions().indexOf(where.condition())));
        }
        return from;
    }
}
