package dev.lockstep.report;

import dev.lockstep.config.SourceConfig;
import dev.lockstep.numeric.Secrets;

/** Sources as people name them. */
final class Sources {
    private Sources() {}

    /** {@code data/train.csv}, or {@code a.csv and 3 more}, or the format where there are no paths. */
    static String name(SourceConfig source) {
        if (source.paths().isEmpty()) {
            return source.format() + " rows";
        }
        int more = source.paths().size() - 1;
        return Secrets.mask(source.paths().get(0)) + (more == 0 ? "" : " and " + more + " more");
    }
}
