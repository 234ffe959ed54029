package dev.lockstep.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * Where things are in the rows that Spark hands out: the columns asked for, then the raw text of a bad record, all columns as
 * they were read, the file, its block, and the conditions.
 *
 * @param bad whether there is a column with the raw text of bad records
 * @param kept the types of the columns as they were read; empty unless they were asked for
 * @param files whether there are columns with file and block
 */
record FrameLayout(List<FrameField> fields, boolean bad, List<DataType> kept, boolean files) implements Serializable {
    FrameLayout {
        fields = List.copyOf(fields);
        kept = List.copyOf(kept);
    }

    int badColumn() {
        return fields.size();
    }

    int keptColumn(int column) {
        return fields.size() + (bad ? 1 : 0) + column;
    }

    int pathColumn() {
        return keptColumn(kept.size());
    }

    int blockColumn() {
        return pathColumn() + 1;
    }

    int conditionColumn(int condition) {
        return pathColumn() + (files ? 2 : 0) + condition;
    }
}
