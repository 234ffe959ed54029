package dev.lockstep.spark;

import dev.lockstep.train.Split;
import java.io.Serializable;

/** A number of rows for each part. */
final class PartRows implements Serializable {
    private static final long serialVersionUID = 1;

    private long training;
    private long validation;
    private long test;

    /** The number before one more row of the part. */
    long next(Split part) {
        return switch (part) {
            case TRAINING -> training++;
            case VALIDATION -> validation++;
            case TEST -> test++;
        };
    }

    long of(Split part) {
        return switch (part) {
            case TRAINING -> training;
            case VALIDATION -> validation;
            case TEST -> test;
        };
    }

    long total() {
        return training + validation + test;
    }

    void add(PartRows other) {
        training += other.training;
        validation += other.validation;
        test += other.test;
    }

    PartRows copy() {
        PartRows copy = new PartRows();
        copy.add(this);
        return copy;
    }
}
