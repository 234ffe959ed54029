package dev.lockstep.spark;

import java.io.Serializable;

/** A row that could not be used, and why. No record, because Kryo cannot fill those. */
final class BadRow implements Serializable {
    private static final long serialVersionUID = 1;

    private final long position;
    private final String fault;
    private final String text;

    /**
     * A row that could not be used.
     *
     * @param position within its block
     * @param text of the record where the reader could not make a row of it and did not say why; otherwise empty
     */
    BadRow(long position, String fault, String text) {
        this.position = position;
        this.fault = fault;
        this.text = text;
    }

    long position() {
        return position;
    }

    /** What is wrong with it. */
    String fault(RecordFinder finder) {
        return text.isEmpty() ? fault : finder.why(text);
    }
}
