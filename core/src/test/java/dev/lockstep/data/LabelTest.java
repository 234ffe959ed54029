package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LabelTest {
    private static final ColumnRule X = ColumnRule.number("x", Missing.FAIL, new Scale.None());

    @Test
    void classesFoundInNumbersAreSortedByNumber() {
        Preparation preparation = fitted(Preparing.CLASSES, RawColumn.Type.NUMBER, 10, 9, -1.0, 9, 0.5);
        assertThat(preparation.target()).isEqualTo(Target.classes(List.of("-1", "0.5", "9", "10")));
        assertThat(preparation.label().classWeights()).containsExactly(1.0, 1.0, 2.0, 1.0);
        assertThat(label(preparation, 10)).isEqualTo(3);
        assertThatThrownBy(() -> label(preparation, 3))
                .isInstanceOf(BadRowException.class)
                .hasMessage("column y: 3 is none of the classes -1, 0.5, 9, 10 (data.label.values can name more)");
        assertThatThrownBy(() -> label(preparation, Double.NaN)).hasMessage("column y: NaN is not a finite number");
    }

    @Test
    void classesFoundInTextsAreSortedByText() {
        Preparation preparation = fitted(Preparing.CLASSES, RawColumn.Type.TEXT, "no", "yes", "No");
        assertThat(preparation.target().classes()).containsExactly("No", "no", "yes");
        assertThat(label(preparation, "yes")).isEqualTo(2);
        assertThatThrownBy(() -> label(preparation, "may\nbe"))
                .isInstanceOf(BadRowException.class)
                .hasMessageStartingWith("column y: may be is none of the classes No, no, yes (");
    }

    @Test
    void classesCanBeGivenWithTheirSpellings() {
        LabelRule rule = given(">50K|>50K.", "<=50K|<=50K.");
        Preparation preparation = fitted(rule, RawColumn.Type.TEXT, ">50K", "<=50K", ">50K.");
        assertThat(preparation.target().classes()).containsExactly(">50K", "<=50K");
        assertThat(preparation.label().classWeights()).containsExactly(2.0, 1.0);
        assertThat(label(preparation, "<=50K.")).isEqualTo(1);
        assertThatThrownBy(() -> fitted(rule, RawColumn.Type.TEXT, "50K"))
                .hasMessageStartingWith("column y: 50K is none of the classes >50K, <=50K (");
    }

    @Test
    void classesOfNumbersCanBeGiven() {
        LabelRule rule = given("1|1.0|2", "0");
        Preparation preparation = fitted(rule, RawColumn.Type.NUMBER, 0, 1, 2);
        assertThat(label(preparation, 2)).isEqualTo(0);
        assertThat(label(preparation, -0.0)).isEqualTo(1);
        assertThatThrownBy(() -> fitted(given("1", "no"), RawColumn.Type.NUMBER, 1))
                .hasMessage("label y is a number, but its class no is not");
        assertThatThrownBy(() -> fitted(given("1", "NaN"), RawColumn.Type.NUMBER, 1))
                .hasMessage("label y is a number, but its class NaN is not");
        assertThatThrownBy(() -> fitted(given("1", "1.0"), RawColumn.Type.NUMBER, 1))
                .hasMessage("label y: two of its classes have the spelling 1.0");
    }

    @ParameterizedTest
    @EnumSource(
            value = RawColumn.Type.class,
            names = {"NUMBER", "TEXT"})
    void classesOfRowsThatAreNotForTrainingAreKnownAndWeighNothing(RawColumn.Type type) {
        Object[] labels = type == RawColumn.Type.TEXT ? new Object[] {"1", "3", "2"} : new Object[] {1, 3, 2};
        List<RawColumn> schema = List.of(new RawColumn("y", type), new RawColumn("x", RawColumn.Type.NUMBER));
        PreparationRules rules = new PreparationRules(Preparing.CLASSES, "", List.of(X));
        for (boolean notedFirst : new boolean[] {true, false}) {
            PreparationFit added = new PreparationFit(rules, schema);
            added.add(ListRow.of(labels[0], 1));
            added.add(ListRow.of(labels[1], 1));
            PreparationFit noted = new PreparationFit(rules, schema);
            noted.note(ListRow.of(labels[2], 9));
            noted.note(ListRow.of(labels[1], 9));
            PreparationFit whole = notedFirst ? noted : added;
            whole.merge(notedFirst ? added : noted);

            Preparation preparation = whole.finish();
            assertThat(preparation.target().classes()).containsExactly("1", "2", "3");
            assertThat(preparation.label().classWeights()).containsExactly(1.0, 0.0, 1.0);
            assertThat(label(preparation, labels[2])).isEqualTo(1);
            assertThat(preparation.rows()).isEqualTo(2);
        }
    }

    @Test
    void aClassThatIsNotForTrainingIsNoSecondClass() {
        List<RawColumn> schema = List.of(new RawColumn("y", RawColumn.Type.NUMBER), new RawColumn("x", X.type()));
        PreparationFit fit = new PreparationFit(new PreparationRules(Preparing.CLASSES, "", List.of(X)), schema);
        fit.add(ListRow.of(1, 1));
        fit.note(ListRow.of(2, 1));
        assertThatThrownBy(fit::finish).hasMessageStartingWith("label y has one class only: 1;");
    }

    @Test
    void aSingleClassIsRefused() {
        assertThatThrownBy(() -> fitted(Preparing.CLASSES, RawColumn.Type.TEXT, "a", "a"))
                .isInstanceOf(BadDataException.class)
                .hasMessage("label y has one class only: a; there is nothing to tell apart");
        assertThatThrownBy(() -> fitted(given("a", "b"), RawColumn.Type.TEXT, "b"))
                .hasMessage("label y has one class only: b; there is nothing to tell apart");
    }

    @Test
    void manyClassesAreNotAllListed() {
        Object[] labels = IntStream.range(0, 12).boxed().toArray();
        Preparation preparation = fitted(Preparing.CLASSES, RawColumn.Type.NUMBER, labels);
        assertThatThrownBy(() -> label(preparation, 12)).hasMessageContaining("0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … (12) (");
        assertThatThrownBy(() -> fitted(
                        Preparing.CLASSES,
                        RawColumn.Type.NUMBER,
                        IntStream.rangeClosed(0, Categories.MOST).boxed().toArray()))
                .isInstanceOf(BadDataException.class)
                .hasMessage("label y has more than 65536 classes:"
                        + " if it is a number to predict, choose a loss for numbers, such as squared");
    }

    @Test
    void numbersCanBeStandardized() {
        LabelRule rule = new LabelRule("y", Target.Kind.NUMBER, List.of(), new Scale.Standard());
        Preparation preparation = fitted(rule, RawColumn.Type.NUMBER, 1, 5);
        assertThat(preparation.target()).isEqualTo(new Target(Target.Kind.NUMBER, List.of(), 3, 2));
        assertThat(label(preparation, 7)).isEqualTo(2);
        assertThat(preparation.target().original(2)).isEqualTo(7);
        assertThat(fitted(rule, RawColumn.Type.NUMBER, 5, 5).target().scale()).isEqualTo(1);
        Preparation narrow = fitted(rule, RawColumn.Type.NUMBER, 1e-30, 2e-30);
        assertThatThrownBy(() -> label(narrow, 1e38)).hasMessage("column y: 1.0E38 is too large for a float");
    }

    @Test
    void countsAreNotNegative() {
        LabelRule rule = new LabelRule("y", Target.Kind.COUNT, List.of(), new Scale.None());
        Preparation preparation = fitted(rule, RawColumn.Type.NUMBER, 0, 2.5);
        assertThat(preparation.target()).isEqualTo(Target.count());
        assertThat(label(preparation, 4)).isEqualTo(4);
        assertThatThrownBy(() -> label(preparation, -1))
                .isInstanceOf(BadRowException.class)
                .hasMessage("column y: -1 is negative, but the label is a count");
    }

    @ParameterizedTest
    @EnumSource(Target.Kind.class)
    void missingLabelsAreBadRows(Target.Kind kind) {
        LabelRule rule = new LabelRule("y", kind, List.of(), new Scale.None());
        Preparation preparation = fitted(rule, RawColumn.Type.NUMBER, 1, 2);
        assertThatThrownBy(() -> label(preparation, null)).hasMessage("column y: the label is missing");
        assertThatThrownBy(() -> fitted(rule, RawColumn.Type.NUMBER, (Object) null))
                .isInstanceOf(BadRowException.class)
                .hasMessage("column y: the label is missing");
    }

    @Test
    void typesThatAreNoLabelsAreRefused() {
        assertThatThrownBy(() -> fitted(Preparing.NUMBER, RawColumn.Type.TEXT))
                .isInstanceOf(BadDataException.class)
                .hasMessage("label y is text, but must be a number; for classes choose a loss for classes");
        assertThatThrownBy(() -> fitted(Preparing.CLASSES, RawColumn.Type.VECTOR))
                .hasMessage("label y is a vector, but must be a number or text");
        assertThatThrownBy(() -> fitted(Preparing.CLASSES, RawColumn.Type.BYTES))
                .hasMessage("label y is bytes, but must be a number or text");
    }

    @Test
    void rulesThatContradictThemselvesAreRefused() {
        assertThatThrownBy(() -> new LabelRule("y", Target.Kind.NUMBER, List.of(), new Scale.MinMax()))
                .hasMessage("scale of the label must be none or standard, but was MinMax[]");
        assertThatThrownBy(() -> new LabelRule("y", Target.Kind.COUNT, List.of(), new Scale.Standard()))
                .hasMessage("label with a scale must be a number, but was COUNT");
        assertThatThrownBy(() ->
                        new LabelRule("y", Target.Kind.NUMBER, List.of(List.of("a"), List.of("b")), new Scale.None()))
                .hasMessage("label with values must be a class, but was NUMBER");
        assertThatThrownBy(() -> given("a")).hasMessageStartingWith("values of the label must be two or more");
        assertThatThrownBy(() ->
                        new LabelRule("y", Target.Kind.CLASSES, List.of(List.of("a"), List.of()), new Scale.None()))
                .hasMessageStartingWith("spellings of a class");
        assertThatThrownBy(() -> given("a", "b|a"))
                .hasMessage("values of the label must be different, but was a twice");
    }

    /** Classes, each as its spellings with bars between them. */
    private static LabelRule given(String... classes) {
        List<List<String>> spellings = Arrays.stream(classes)
                .map(texts -> List.of(texts.split("[|]", -1)))
                .toList();
        return new LabelRule("y", Target.Kind.CLASSES, spellings, new Scale.None());
    }

    private static Preparation fitted(LabelRule rule, RawColumn.Type type, @Nullable Object... labels) {
        List<RawColumn> schema = List.of(new RawColumn("y", type), new RawColumn("x", RawColumn.Type.NUMBER));
        PreparationRules rules = new PreparationRules(rule, "", List.of(X));
        List<PreparationFit> fits = new ArrayList<>();
        PreparationFit whole = new PreparationFit(rules, schema);
        for (int i = 0; i < labels.length; i++) {
            if (i % 100 == 0) {
                fits.add(new PreparationFit(rules, schema));
            }
            fits.get(i / 100).add(ListRow.of(labels[i], 1));
        }
        fits.forEach(whole::merge);
        return whole.finish();
    }

    private static float label(Preparation preparation, @Nullable Object label) {
        RowPacker packer = preparation.newPacker();
        preparation.encoder(preparation.schema()).encode(ListRow.of(1, label), packer);
        return packer.toChunk().labels()[0];
    }
}
