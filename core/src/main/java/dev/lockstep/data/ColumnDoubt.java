package dev.lockstep.data;

/**
 * What the training rows show of a column that is seldom meant: none of them has a value, or it is text of which most values are
 * numbers.
 *
 * @param distinct whether values were counted once each, not as often as they come
 * @param numbers how many values are numbers; 0 where the column has no values
 * @param words how many are not; 0 where the column has no values
 */
public record ColumnDoubt(String column, boolean distinct, long numbers, long words) {
    /** Whether no training row has a value in the column. */
    public boolean isEmpty() {
        return numbers + words == 0;
    }

    /** Whether a text, without blanks around it, is a number as people write it. */
    public static boolean isNumber(String text) {
        String cell = text.strip();
        // Most words end here: exceptions cost too much to be thrown for each cell. Java takes 1d and 0x1p3, too.
        if (cell.isEmpty() || !cell.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0)) {
            return false;
        }
        try {
            Double.parseDouble(cell);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
