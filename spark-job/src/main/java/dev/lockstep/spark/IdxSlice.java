package dev.lockstep.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive rows of a pair of IDX files, read by one task.
 *
 * @param labels one file, or none where there are no labels, as for prediction
 * @param from the first row
 * @param to the row after the last
 */
record IdxSlice(IdxFile images, List<IdxFile> labels, int from, int to) implements Serializable {
    private static final int SLICE_BYTES = 32 << 20;

    IdxSlice {
        labels = List.copyOf(labels);
    }

    /** Cuts a pair of files, where both can be entered in the middle. */
    static List<IdxSlice> of(IdxFile images, List<IdxFile> labels) {
        boolean whole = images.compressed() || labels.stream().anyMatch(IdxFile::compressed);
        int step = whole ? Math.max(1, images.rows()) : Math.max(1, SLICE_BYTES / images.rowBytes());
        List<IdxSlice> slices = new ArrayList<>();
        for (int from = 0; from < images.rows(); from += step) {
            slices.add(new IdxSlice(images, labels, from, Math.min(images.rows(), from + step)));
        }
        return slices;
    }
}
