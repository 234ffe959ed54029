package dev.lockstep.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The classes of a label, each with its spellings. */
final class Classes implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 10;

    private final String column;
    private final String[] names;
    private final Categories spellings;
    private final int[] classOf;

    /**
     * Classes.
     *
     * @param spellings of each class, its name first
     * @throws BadDataException if the label is a number and a spelling is not, or classes share a number
     */
    Classes(String column, RawColumn.Type type, List<List<String>> spellings) {
        this.column = column;
        this.names = spellings.stream().map(texts -> texts.get(0)).toArray(String[]::new);
        this.spellings = new Categories(type);
        List<Integer> owners = new ArrayList<>();
        for (int c = 0; c < names.length; c++) {
            for (String spelling : spellings.get(c)) {
                if (type == RawColumn.Type.NUMBER && !isNumber(spelling)) {
                    throw new BadDataException(
                            "label " + column + " is a number, but its class " + spelling + " is not");
                }
                int index = this.spellings.add(spelling);
                if (index == owners.size()) {
                    owners.add(c);
                } else if (owners.get(index) != c) {
                    throw new BadDataException(
                            "label " + column + ": two of its classes have the spelling " + spelling);
                }
            }
        }
        this.classOf = owners.stream().mapToInt(Integer::intValue).toArray();
    }

    int size() {
        return names.length;
    }

    /** The index of the class in the cell, which is not missing. */
    int read(RawRow row, int label, RawColumn.Type type) {
        int spelling = spellings.find(row, label);
        if (spelling < 0) {
            String value = type == RawColumn.Type.TEXT ? row.text(label) : Cells.text(row.number(label));
            throw new BadRowException(
                    column, value, "is none of the classes " + shown() + " (data.label.values can name more)");
        }
        return classOf[spelling];
    }

    private String shown() {
        String first = List.of(names).stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.length <= SHOWN ? first : first + ", … (" + names.length + ")";
    }

    private static boolean isNumber(String text) {
        try {
            return Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
