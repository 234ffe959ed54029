package dev.lockstep.network;

import dev.lockstep.model.Inputs;
import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Names;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Features that are numbers of categories become vectors that are trained; the others pass by and come first.
 *
 * <pre>{@code
 * y = [others, E₁[c₁], E₂[c₂], …]
 * }</pre>
 *
 * <p>It refers to the columns of the data, so it is the first layer, or the first of lists in parallel. Tensors: {@code <column>.embedding}
 * of {@code [categories, outputs]} for each column, which begin with uniform numbers within 0.05, as in Keras.
 *
 * @param tables one for each category, at least one
 * @param features the number of features of a row
 * @param outputs the length of each vector
 */
public record Embedding(List<Table> tables, int features, int outputs) implements Layer {
    static final String KIND = "embedding";

    private static final Initializer FIRST = new Uniform(0.05);
    private static final List<String> NONE = List.of();

    /**
     * The vectors of one feature.
     *
     * @param name of the column
     * @param feature its index in a row
     * @param categories how many numbers there are, from 0
     */
    public record Table(String name, int feature, int categories) implements Serializable {
        public Table {
            Checks.atLeast("feature", feature, 0);
            Checks.atLeast("input_dim", categories, 1);
        }

        String tensor() {
            return name + ".embedding";
        }
    }

    public Embedding {
        tables = List.copyOf(tables);
        Checks.atLeast("output_dim", outputs, 1);
        Set<Integer> used = new HashSet<>();
        for (Table table : tables) {
            Checks.require(table.feature() < features, "feature", "below " + features, table.feature());
            Checks.require(used.add(table.feature()), "feature", "named once", table.feature());
        }
    }

    static Embedding read(LayerSettings settings) {
        int outputs = settings.requiredWhole("output_dim");
        List<String> columns = settings.value("columns").map(Embedding::names).orElse(NONE);
        List<Integer> features = settings.value("features").isPresent() ? settings.dimensions("features") : List.of();
        int categories = features.isEmpty() ? 0 : settings.requiredWhole("input_dim");
        Checks.require(columns.isEmpty() || features.isEmpty(), "what is embedded", "columns or features", "both");
        Optional<Inputs> inputs = settings.inputs();
        if (inputs.isEmpty()) { // only names and numbers can be checked yet
            return new Embedding(List.of(), 0, outputs);
        }
        List<Table> tables = new ArrayList<>();
        features.forEach(feature -> tables.add(new Table("feature" + feature, feature, categories)));
        if (features.isEmpty()) {
            tables.addAll(tables(inputs.get(), columns));
        }
        return new Embedding(tables, inputs.get().width(), outputs);
    }

    private static List<String> names(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of(value.toString());
    }

    /** The tables of these columns, or of all that hold numbers of categories. */
    private static List<Table> tables(Inputs inputs, List<String> columns) {
        List<Table> tables = new ArrayList<>();
        int feature = 0;
        for (Inputs.Column column : inputs.columns()) {
            boolean wanted = columns.isEmpty() ? column.categories() > 0 : columns.contains(column.name());
            if (wanted && column.categories() == 0) {
                throw new IllegalArgumentException("column " + column.name() + " is not the number of a category: write"
                        + " data.columns: {" + column.name() + ": {type: text, encode: index}}");
            }
            if (wanted) {
                tables.add(new Table(column.name(), feature, column.categories()));
            }
            feature += column.features();
        }
        List<String> known = inputs.columns().stream().map(Inputs.Column::name).toList();
        for (String name : columns) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no column " + name + ": " + Names.hint(name, known));
            }
        }
        if (tables.isEmpty()) {
            throw new IllegalArgumentException(
                    "no column is the number of a category: write data.categorical: {encode: index},"
                            + " or features and input_dim of the layer");
        }
        return tables;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Shape output(Shape input) {
        if (!input.equals(Shape.of(features))) {
            throw new IllegalArgumentException("takes the features of the data, " + features
                    + " in one dimension, but rows of " + input + " came: put it first");
        }
        return Shape.of(Math.addExact(features - tables.size(), Math.multiplyExact(tables.size(), outputs)));
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        return tables.stream()
                .map(table -> TensorSpec.weight(table.tensor(), List.of(table.categories(), outputs), FIRST))
                .toList();
    }

    @Override
    public long flops(Shape input) {
        return 0;
    }

    @Override
    public boolean takesNumbers() {
        return true;
    }

    @Override
    public boolean readsFeatures() {
        return true;
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        TensorVector parts = new TensorVector();
        int from = 0;
        for (Table table :
                tables.stream().sorted((a, b) -> a.feature() - b.feature()).toList()) {
            addBetween(rows, from, table.feature(), pass, parts);
            from = table.feature() + 1;
        }
        addBetween(rows, from, features, pass, parts);
        for (Table table : tables) {
            parts.push_back(torch.embedding(pass.tensor(table.tensor()), numbers(rows, table)));
        }
        return torch.cat(parts, 1);
    }

    private static void addBetween(Tensor rows, int from, int to, Pass pass, TensorVector parts) {
        if (from < to) {
            parts.push_back(pass.cast(rows.narrow(1, from, to - from)));
        }
    }

    /** The numbers of the categories; libtorch would end the process, or read elsewhere, for one that has no vector. */
    private static Tensor numbers(Tensor rows, Table table) {
        Tensor column = rows.select(1, table.feature());
        FloatPointer values =
                column.cpu().to(torch.ScalarType.Float).contiguous().data_ptr_float();
        for (int row = 0; row < column.size(0); row++) {
            float value = values.get(row);
            if (!(value >= 0 && value < table.categories() && value == Math.rint(value))) {
                throw new IllegalArgumentException(KIND + " of " + table.name() + ": row " + row
                        + " of the batch has " + value + ", which is no category from 0 to " + (table.categories() - 1)
                        + ": look at the data, or raise the layer's input_dim where it has one");
            }
        }
        return column.to(torch.ScalarType.Long);
    }
}
