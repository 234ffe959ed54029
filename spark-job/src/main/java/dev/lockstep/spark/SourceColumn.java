package dev.lockstep.spark;

import dev.lockstep.data.RawColumn;
import java.util.Optional;

/**
 * A column of a table, whether or not it can become features.
 *
 * @param type empty where it is none that preparation knows
 * @param sparkType what Spark calls the type
 */
public record SourceColumn(String name, Optional<RawColumn.Type> type, String sparkType) {}
