package dev.lockstep.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Categories each with an index, in the order in which they were added: texts, or numbers. */
final class Categories implements Serializable {
    private static final long serialVersionUID = 1;

    /** More are hardly categories, and would make models that do not fit into memory. */
    static final int MOST = 65_536;

    private final boolean isText;
    private final HashMap<String, Integer> texts = new HashMap<>();
    private final NumberIndex numbers = new NumberIndex();

    Categories(RawColumn.Type type) {
        this.isText = type == RawColumn.Type.TEXT;
    }

    /** Categories with the indices of their names in the list. Names of numbers are parsed. */
    static Categories of(RawColumn.Type type, List<String> names) {
        Categories categories = new Categories(type);
        names.forEach(categories::add);
        return categories;
    }

    int size() {
        return isText ? texts.size() : numbers.size();
    }

    /** The index of the category in the cell, which is not missing, or −1. */
    int find(RawRow row, int column) {
        if (!isText) {
            return numbers.find(row.number(column));
        }
        Integer index = texts.get(row.text(column));
        return index == null ? -1 : index;
    }

    /** The index of a category; it is added where it is new. */
    int add(String name) {
        return isText ? addText(name) : numbers.add(Double.parseDouble(name));
    }

    /** The categories, in the order of their indices. */
    List<String> names() {
        if (isText) {
            String[] names = new String[texts.size()];
            for (Map.Entry<String, Integer> entry : texts.entrySet()) {
                names[entry.getValue()] = entry.getKey();
            }
            return Arrays.asList(names);
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            names.add(Cells.text(numbers.value(i)));
        }
        return names;
    }

    int addNumber(double x) {
        return numbers.add(x);
    }

    int addText(String text) {
        Integer index = texts.get(text);
        if (index != null) {
            return index;
        }
        int added = texts.size();
        texts.put(text, added);
        return added;
    }
}
