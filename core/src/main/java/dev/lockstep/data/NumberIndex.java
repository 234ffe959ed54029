package dev.lockstep.data;

import dev.lockstep.numeric.Seeds;
import java.io.Serializable;
import java.util.Arrays;

/** Numbers each with an index, in the order in which they were added. Looking one up allocates nothing. */
final class NumberIndex implements Serializable {
    private static final long serialVersionUID = 1;

    private double[] values = new double[8];
    private int size;
    /** A hash table of indices plus 1, open addressing, at most half full. */
    private int[] table = new int[16];

    int size() {
        return size;
    }

    double value(int index) {
        return values[index];
    }

    /** The index of a finite number, or −1. */
    int find(double x) {
        return table[slot(x)] - 1;
    }

    /** The index of a finite number, which is added where it is new. */
    int add(double x) {
        int slot = slot(x);
        if (table[slot] > 0) {
            return table[slot] - 1;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
            table = new int[4 * size];
            for (int i = 0; i < size; i++) {
                table[slot(values[i])] = i + 1;
            }
            slot = slot(x);
        }
        values[size] = x;
        table[slot] = size + 1;
        return size++;
    }

    /** Where the number is, or is to be. */
    private int slot(double x) {
        int mask = table.length - 1;
        // 0.0 and −0.0 are one number with two patterns of bits.
        int slot = (int) Seeds.mix(Double.doubleToRawLongBits(x + 0.0)) & mask;
        while (table[slot] > 0 && values[table[slot] - 1] != x) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
