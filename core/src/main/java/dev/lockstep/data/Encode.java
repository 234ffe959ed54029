package dev.lockstep.data;

/** How a category becomes features. */
public enum Encode {
    /** A feature for each category seen in training. */
    ONE_HOT,
    /** A feature for each bucket of a hash. */
    HASH,
    /** Its number, from 1; 0 is for those not seen in training. */
    INDEX
}
