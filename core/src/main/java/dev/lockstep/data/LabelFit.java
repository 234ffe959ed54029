package dev.lockstep.data;

import dev.lockstep.numeric.ExactMoments;
import dev.lockstep.numeric.ExactSum;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the training rows say about the label. */
final class LabelFit implements Serializable {
    private static final long serialVersionUID = 1;

    private final String name;
    private final int column;
    private final RawColumn.Type type;
    private final Target.Kind kind;
    private final boolean scaled;
    private final String[][] spellings;
    /** The classes that are given; none where they are found. */
    private final @Nullable Classes given;

    private final Categories found;
    private ExactSum[] classWeights = {};
    private final ExactMoments moments = new ExactMoments(true);

    private transient int classIndex;
    private transient String text = "";
    private transient double number;

    LabelFit(LabelRule rule, int column, RawColumn.Type type) {
        this.name = rule.column();
        this.column = column;
        this.type = type;
        this.kind = rule.kind();
        this.scaled = rule.scale() instanceof Scale.Standard;
        boolean fits = type == RawColumn.Type.NUMBER || (type == RawColumn.Type.TEXT && kind == Target.Kind.CLASSES);
        if (!fits) {
            throw new BadDataException("label " + name + " is " + Schema.words(type) + ", but must be a number"
                    + (kind == Target.Kind.CLASSES ? " or text" : "; for classes choose a loss for classes"));
        }
        this.spellings = rule.classes().stream()
                .map(texts -> texts.toArray(String[]::new))
                .toArray(String[][]::new);
        this.given = rule.classes().isEmpty() ? null : new Classes(name, type, rule.classes());
        this.found = new Categories(type);
    }

    /** Takes the label of the row in, or refuses it; nothing is counted yet. */
    void read(RawRow row) {
        if (kind != Target.Kind.CLASSES) {
            number = Cells.label(row, column, name, kind);
            return;
        }
        Cells.requireLabel(row, column, name);
        if (type == RawColumn.Type.NUMBER) {
            number = Cells.number(row, column, name);
        }
        if (given != null) {
            classIndex = given.read(row, column, type);
        } else if (type == RawColumn.Type.TEXT) {
            text = row.text(column);
        }
    }

    /** Counts the label that was read last. */
    void add(double weight) {
        if (kind != Target.Kind.CLASSES) {
            if (scaled) {
                moments.add(number);
            }
            return;
        }
        weights(known()).add(weight);
    }

    /** Makes the class that was read last known, of which there may be no training rows. */
    void note() {
        if (kind == Target.Kind.CLASSES) {
            weights(known());
        }
    }

    /** The index of the class that was read last. */
    private int known() {
        if (given != null) {
            return classIndex;
        }
        int index = type == RawColumn.Type.TEXT ? found.addText(text) : found.addNumber(number);
        limit();
        return index;
    }

    /** Adds what the other, of the same rule, has counted. */
    void merge(LabelFit other) {
        moments.merge(other.moments);
        List<String> names = other.found.names();
        for (int c = 0; c < other.classWeights.length; c++) {
            int index = c;
            if (given == null) {
                if (c >= names.size()) {
                    break;
                }
                index = found.add(names.get(c));
                limit();
            }
            weights(index).merge(other.classWeights[c]);
        }
    }

    private ExactSum weights(int index) {
        if (index >= classWeights.length) {
            int from = classWeights.length;
            classWeights = Arrays.copyOf(classWeights, Math.max(index + 1, 2 * from));
            for (int c = from; c < classWeights.length; c++) {
                classWeights[c] = new ExactSum();
            }
        }
        return classWeights[index];
    }

    private void limit() {
        if (found.size() > Categories.MOST) {
            throw new BadDataException("label " + name + " has more than " + Categories.MOST
                    + " classes: if it is a number to predict, choose a loss for numbers, such as squared");
        }
    }

    LabelPlan finish(long rows) {
        if (kind == Target.Kind.CLASSES) {
            return given == null ? foundClasses() : givenClasses();
        }
        Target target = new Target(kind, List.of(), 0, 1);
        if (scaled) {
            double deviation = moments.standardDeviation(rows);
            target = new Target(kind, List.of(), moments.mean(rows), 1 / ScaleKind.inverse(deviation));
        }
        return new LabelPlan(name, type, target, List.of(), List.of());
    }

    private LabelPlan foundClasses() {
        List<String> names = found.names();
        Comparator<String> order = type == RawColumn.Type.TEXT
                ? Comparator.naturalOrder()
                : Comparator.comparingDouble(Double::parseDouble);
        int[] sorted = IntStream.range(0, names.size())
                .boxed()
                .sorted(Comparator.comparing(names::get, order))
                .mapToInt(Integer::intValue)
                .toArray();
        return classes(
                Arrays.stream(sorted).mapToObj(c -> List.of(names.get(c))).toList(), sorted);
    }

    private LabelPlan givenClasses() {
        List<List<String>> classes = Arrays.stream(spellings).map(List::of).toList();
        return classes(classes, IntStream.range(0, classes.size()).toArray());
    }

    private LabelPlan classes(List<List<String>> classes, int[] indices) {
        List<Double> weights =
                Arrays.stream(indices).mapToObj(c -> weights(c).doubleValue()).toList();
        List<String> names = classes.stream().map(texts -> texts.get(0)).toList();
        List<String> seen = IntStream.range(0, names.size())
                .filter(c -> weights.get(c) > 0)
                .mapToObj(names::get)
                .toList();
        if (seen.size() < 2) {
            throw new BadDataException("label " + name + " has one class only: " + String.join("", seen)
                    + "; there is nothing to tell apart");
        }
        return new LabelPlan(name, type, Target.classes(names), classes, weights);
    }
}
