package dev.lockstep.spark;

import java.io.Serializable;
import java.util.List;

/**
 * Where things are in the rows that Spark hands out: the columns asked for, then the raw text of a bad record, the file, its
 * block, and the conditions.
 *
 * @param bad whether there is a column with the raw text of bad records
 * @param files whether there are columns with file and block
 */
record FrameLayout(List<FrameField> fields, boolean bad, boolean files) implements Serializable {
    FrameLayout {
        fields = List.copyOf(fields);
    }

    int badColumn() {
        return fields.size();
    }

    int pathColumn() {
        return fields.size() + (bad ? 1 : 0);
    }

    int blockColumn() {
        return pathColumn() + 1;
    }

    int conditionColumn(int condition) {
        return pathColumn() + (files ? 2 : 0) + condition;
    }
}
