package dev.lockstep.spark;

import org.apache.spark.unsafe.types.UTF8String;

/** Counts the records of each file block that a partition runs through. */
final class BlockPosition {
    private UTF8String path = UTF8String.EMPTY_UTF8;
    private String pathText = "";
    private long block = -1;
    private long position = -1;

    /** One more record, of this block. */
    void advance(UTF8String recordPath, long recordBlock) {
        if (recordBlock != block || !recordPath.equals(path)) {
            if (!recordPath.equals(path)) {
                path = recordPath.copy();
                pathText = path.toString();
            }
            block = recordBlock;
            position = -1;
        }
        position++;
    }

    String path() {
        return pathText;
    }

    long block() {
        return block;
    }

    long position() {
        return position;
    }
}
