package dev.lockstep.model;

import dev.lockstep.data.ColumnPlan;
import dev.lockstep.data.Form;
import dev.lockstep.data.Preparation;
import dev.lockstep.numeric.Checks;
import java.io.Serializable;
import java.util.List;

/**
 * What a row is to a model: how its features lie, and which columns they come from.
 *
 * @param shape of the features, row-major: one dimension for a table, {@code [1, 28, 28]} for grey pictures
 * @param columns behind the features, in their order; empty where rows were made, not read
 * @param sparse whether rows come as CSR
 */
public record Inputs(List<Integer> shape, List<Column> columns, boolean sparse) implements Serializable {
    /** The numbers that say "unknown" and "missing" beside those of the categories. */
    private static final int NO_CATEGORY = 2;

    /**
     * A column and its features, which follow those of the column before it.
     *
     * @param features how many it has
     * @param categories if its one feature is the number of a category: how many numbers there are, from 0; otherwise 0
     */
    public record Column(String name, int features, int categories) implements Serializable {}

    public Inputs {
        shape = List.copyOf(shape);
        columns = List.copyOf(columns);
        Checks.require(!shape.isEmpty(), "shape of a row", "of one dimension or more", shape);
        for (int dimension : shape) {
            Checks.atLeast("dimension of a row", dimension, 1);
        }
        if (!columns.isEmpty()) {
            long features = columns.stream().mapToLong(Column::features).sum();
            Checks.require(features == size(shape), "shape of a row", "of " + features + " features", shape);
        }
    }

    /** Dense rows of that many features, of which nothing else is known. */
    public static Inputs vector(int width) {
        return new Inputs(List.of(width), List.of(), false);
    }

    /** Rows of a preparation; the shape has as many features as it has. */
    public static Inputs of(Preparation preparation, List<Integer> shape) {
        return new Inputs(
                shape, preparation.columns().stream().map(Inputs::column).toList(), preparation.sparse());
    }

    private static Column column(ColumnPlan plan) {
        boolean index = plan.form() == Form.INDEX && plan.width() == 1;
        return new Column(plan.name(), plan.width(), index ? plan.categories().size() + NO_CATEGORY : 0);
    }

    /** The number of features. */
    public int width() {
        return Math.toIntExact(size(shape));
    }

    private static long size(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
