package dev.lockstep.spark;

import dev.lockstep.data.Preparation;
import dev.lockstep.data.PreparationFit;
import dev.lockstep.data.PreparationRules;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.RowEncoder;
import dev.lockstep.data.RowPacker;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** What a pass does with each row, to find out whether it can be used. */
sealed interface RowTrial extends Serializable {
    /** Ready for one partition. */
    Opened open();

    /** A trial under way, for one thread. */
    interface Opened {
        /** Throws {@link dev.lockstep.data.BadRowException} if the row cannot be used. */
        void take(RawRow row, Split part);

        /** What was fitted to the rows taken. */
        default Optional<PreparationFit> fit() {
            return Optional.empty();
        }
    }

    /** Fits a preparation to the training rows, and makes room in it for the others. */
    record Fit(PreparationRules rules, List<RawColumn> schema) implements RowTrial {
        @Override
        public Opened open() {
            PreparationFit fit = new PreparationFit(rules, schema);
            return new Opened() {
                @Override
                public void take(RawRow row, Split part) {
                    if (part == Split.TRAINING) {
                        fit.add(row);
                    } else {
                        fit.note(row);
                    }
                }

                @Override
                public Optional<PreparationFit> fit() {
                    return Optional.of(fit);
                }
            };
        }
    }

    /** Looks at the rows, before it is known which of them are for training. */
    record Check(PreparationRules rules, List<RawColumn> schema) implements RowTrial {
        @Override
        public Opened open() {
            PreparationFit fit = new PreparationFit(rules, schema);
            return (row, part) -> fit.check(row);
        }
    }

    /** Prepares the features of the rows, and throws the outcome away. */
    record EncodeFeatures(Preparation preparation, List<RawColumn> schema) implements RowTrial {
        @Override
        public Opened open() {
            RowEncoder encoder = preparation.encoder(schema);
            RowPacker packer = preparation.newPacker();
            return (row, part) -> {
                packer.clear();
                encoder.encodeFeatures(row, packer);
            };
        }
    }

    /** Prepares the rows as they will be prepared, and throws the outcome away. */
    record Encode(Preparation preparation, List<RawColumn> schema) implements RowTrial {
        @Override
        public Opened open() {
            RowEncoder encoder = preparation.encoder(schema);
            RowPacker packer = preparation.newPacker();
            return (row, part) -> {
                packer.clear();
                encoder.encode(row, packer);
            };
        }
    }
}
