package dev.lockstep.data;

import static dev.lockstep.data.Preparing.throughBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.data.ListRow.Sparse;
import dev.lockstep.numeric.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PreparationFitTest {
    private static final Scale[] SCALES = {
        new Scale.None(), new Scale.Standard(), new Scale.MinMax(), new Scale.Divide(7)
    };

    private static final PreparationRules RULES = rules();
    private static final List<RawColumn> SCHEMA = schema();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 40, 300})
    void neitherOrderNorGroupingMatters(int groups) {
        List<ListRow> rows = rows();
        Preparation expected = everything(rows, 1).finish();
        Collections.shuffle(rows, new Random(groups));
        assertThat(everything(rows, groups).finish()).isEqualTo(expected);
    }

    @Test
    void survivesSerializationHalfWay() {
        List<ListRow> rows = rows();
        PreparationFit fit = everything(rows, 1);
        PreparationFit half = new PreparationFit(RULES, SCHEMA);
        rows.subList(0, 100).forEach(half::add);
        PreparationFit sent = throughBytes(half, PreparationFit.class);
        rows.subList(100, rows.size()).forEach(sent::add);
        assertThat(sent.rows()).isEqualTo(rows.size());
        assertThat(sent.finish()).isEqualTo(fit.finish());
    }

    @Test
    void rulesAndPreparationSurviveSerialization() {
        Preparation preparation = everything(rows(), 1).finish();
        assertThat(throughBytes(RULES, PreparationRules.class)).isEqualTo(RULES);
        assertThat(throughBytes(preparation, Preparation.class)).isEqualTo(preparation);
        assertThat(throughBytes(new BadRowException("a", "b", "c"), BadRowException.class))
                .hasMessage("column a: b c");
    }

    @Test
    void preparationIsReadBackFromJson() throws Exception {
        Preparation preparation = everything(rows(), 1).finish();
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readValue(json.writeValueAsString(preparation), Preparation.class))
                .isEqualTo(preparation);
    }

    @Test
    void namesItsClassesForSerializers() {
        assertThat(PreparationFit.classes())
                .contains(PreparationFit.class, NumberFit.class)
                .doesNotHaveDuplicates();
    }

    @Test
    void notedRowsHaveNoInfluenceOnWhatIsFitted() {
        List<ListRow> rows = rows();
        PreparationFit clean = everything(rows.subList(0, 150), 1);
        PreparationFit noting = everything(rows.subList(0, 150), 1);
        rows.forEach(noting::note);
        assertThat(noting.finish()).isEqualTo(clean.finish());
    }

    @Test
    void notedRowsMakeRoomForTheirVectors() {
        ListRow low = ListRow.of(0, new Sparse(-1, List.of(0), List.of(2.0)));
        ListRow more = ListRow.of(0, new Sparse(-1, List.of(0, 1), List.of(6.0, 1.0)));
        ListRow high = ListRow.of(0, new Sparse(-1, List.of(1, 4), List.of(500.0, 700.0)));
        for (Scale scale : SCALES) {
            ColumnRule rule = ColumnRule.vector("v", Missing.MEAN, scale);
            PreparationFit training = Preparing.fit(rule);
            training.add(low);
            training.add(more);
            Preparation expected = training.finish();
            PreparationFit first = Preparing.fit(rule);
            first.note(high);
            first.add(low);
            PreparationFit second = Preparing.fit(rule);
            second.add(more);
            second.note(ListRow.of(0, null));
            second.merge(first);
            PreparationFit third = Preparing.fit(rule);
            third.note(high);
            third.merge(training);

            Preparation preparation = second.finish();
            assertThat(third.finish()).isEqualTo(preparation);
            assertThat(preparation.width()).isEqualTo(5);
            assertThat(preparation.rows()).isEqualTo(2);
            assertThat(preparation.columns().get(0).missing().fill(0))
                    .isEqualTo(expected.columns().get(0).missing().fill(0));
            assertThat(Preparing.encoded(preparation, more.cells().get(1))[0]).isFinite();
            assertThat(Preparing.encoded(preparation, high.cells().get(1))).hasSize(5);
        }
    }

    @Test
    void notedVectorsHavePlacesEvenIfTrainingHasNone() {
        PreparationFit fit = Preparing.fit(ColumnRule.vector("v", Missing.ZERO, new Scale.MinMax()));
        fit.add(ListRow.of(0, null));
        Sparse vector = new Sparse(-1, List.of(1), List.of(3.0));
        fit.note(ListRow.of(0, vector));
        assertThat(Preparing.encoded(fit.finish(), vector)).containsExactly(0, 3);
    }

    @Test
    void notedRowsOfOtherLengthsAreFoundWhenFitting() {
        PreparationFit vectors = Preparing.fit(ColumnRule.vector("v", Missing.FAIL, new Scale.None()));
        vectors.add(ListRow.of(0, new double[2]));
        vectors.note(ListRow.of(0, new double[3]));
        assertThatThrownBy(vectors::finish)
                .hasMessageStartingWith("column v has vectors of different lengths: 2 and 3");
        PreparationFit images = Preparing.fit(ColumnRule.bytes("b", Missing.FAIL, new Scale.None()));
        images.add(ListRow.of(0, new byte[2]));
        images.note(ListRow.of(0, new byte[1]));
        assertThatThrownBy(images::finish).hasMessageStartingWith("column b has rows of different lengths: 1 and 2");
    }

    @Test
    void refusedRowsLeaveNoTrace() {
        List<ListRow> rows = rows();
        PreparationFit clean = everything(rows, 1);
        PreparationFit dirty = new PreparationFit(RULES, SCHEMA);
        for (ListRow row : rows) {
            dirty.add(row);
            for (int column = 0; column < row.cells().size(); column++) {
                spoilt(row, column).ifPresent(bad -> {
                    assertThatThrownBy(() -> dirty.add(bad)).isInstanceOf(BadRowException.class);
                    assertThatThrownBy(() -> dirty.check(bad)).isInstanceOf(BadRowException.class);
                    assertThatThrownBy(() -> dirty.note(bad)).isInstanceOf(BadRowException.class);
                });
            }
            dirty.check(row);
        }
        assertThat(dirty.finish()).isEqualTo(clean.finish());
    }

    @Test
    void everyRowThatWasAddedCanBeEncodedAndNoOther() {
        List<ListRow> rows = rows();
        Preparation preparation = everything(rows, 1).finish();
        RowEncoder encoder = preparation.encoder(SCHEMA);
        RowPacker packer = preparation.newPacker();
        for (ListRow row : rows) {
            encoder.encode(row, packer);
            for (int column = 0; column < row.cells().size(); column++) {
                spoilt(row, column).ifPresent(bad -> {
                    assertThatThrownBy(() -> encoder.encode(bad, packer)).isInstanceOf(BadRowException.class);
                });
            }
        }
        assertThat(packer.rows()).isEqualTo(rows.size());
        for (float x : ((DenseFeatures) packer.toChunk().features()).values()) {
            assertThat(x).isFinite();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e39, -1e39})
    void numbersThatNoFloatHoldsAreBadRows(double x) {
        for (Scale scale : SCALES) {
            PreparationFit fit = Preparing.fit(ColumnRule.number("x", Missing.MEAN, scale));
            assertThatThrownBy(() -> fit.add(ListRow.of(0, x)))
                    .isInstanceOf(BadRowException.class)
                    .hasMessage("column x: " + x
                            + (Double.isFinite(x) ? " is too large for a float" : " is not a finite number"));
        }
        assertThatThrownBy(() -> Preparing.fitted(
                        ColumnRule.vector("v", Missing.FAIL, new Scale.None()), List.of(new double[] {x})))
                .isInstanceOf(BadRowException.class);
    }

    @Test
    void numbersThatNoFloatHoldsAfterDivisionAreBadRows() {
        ColumnRule rule = ColumnRule.number("x", Missing.MEAN, new Scale.Divide(1e-30));
        assertThatThrownBy(() -> Preparing.fitted(rule, List.of(1e20)))
                .hasMessage("column x: 1.0E20 is too large for a float");
        assertThatThrownBy(() -> Preparing.encoded(Preparing.fitted(rule, List.of(1)), 1e20))
                .hasMessage("column x: 1.0E20 is too large for a float");
        ColumnRule vector = ColumnRule.vector("v", Missing.FAIL, new Scale.Divide(1e-30));
        assertThatThrownBy(() -> Preparing.fitted(vector, List.of(new double[] {1e20})))
                .isInstanceOf(BadRowException.class);
        Preparation vectors = Preparing.fitted(vector, List.of(new double[] {1}));
        assertThatThrownBy(() -> Preparing.encoded(vectors, new double[] {1e20}))
                .isInstanceOf(BadRowException.class);
    }

    @Test
    void missingValuesAreBadRowsWhereTheRuleIsFail() {
        List<ColumnRule> rules = List.of(
                ColumnRule.number("x", Missing.FAIL, new Scale.None()),
                ColumnRule.category("x", RawColumn.Type.TEXT, Encode.ONE_HOT, 0, Missing.FAIL),
                ColumnRule.category("x", RawColumn.Type.TEXT, Encode.HASH, 2, Missing.FAIL),
                ColumnRule.category("x", RawColumn.Type.TEXT, Encode.INDEX, 2, Missing.FAIL),
                ColumnRule.vector("x", Missing.FAIL, new Scale.None()),
                ColumnRule.bytes("x", Missing.FAIL, new Scale.None()));
        List<Object> cells = List.of(1, "a", "a", "a", new double[] {1}, new byte[] {1});
        String message = "column x: the value is missing (missing: mean or zero would accept it)";
        for (int i = 0; i < rules.size(); i++) {
            PreparationFit fit = Preparing.fit(rules.get(i));
            fit.add(ListRow.of(0, cells.get(i)));
            assertThatThrownBy(() -> fit.add(ListRow.of(0, null))).hasMessage(message);
            assertThatThrownBy(() -> Preparing.encoded(fit.finish(), null)).hasMessage(message);
        }
    }

    @Test
    void weightsMustBeNumbersFromZero() {
        List<RawColumn> schema = List.of(number("y"), number("w"), number("x"));
        PreparationRules rules = new PreparationRules(
                Preparing.NUMBER, "w", List.of(ColumnRule.number("x", Missing.FAIL, new Scale.None())));
        PreparationFit fit = new PreparationFit(rules, schema);
        assertThatThrownBy(() -> fit.add(ListRow.of(1, -1, 1)))
                .hasMessage("column w: -1 is negative, but a weight is at least 0");
        assertThatThrownBy(() -> fit.add(ListRow.of(1, null, 1))).hasMessage("column w: the weight is missing");
        assertThatThrownBy(() -> fit.add(ListRow.of(1, Double.NaN, 1)))
                .hasMessage("column w: NaN is not a finite number");
        fit.add(ListRow.of(1, 0, 1));
        assertThatThrownBy(fit::finish).hasMessage("every training row weighs 0 in column w");
        fit.add(ListRow.of(1, 0.5, 1));
        assertThatCode(fit::finish).doesNotThrowAnyException();
        assertThatThrownBy(() -> new PreparationFit(rules, List.of(number("y"), text("w"), number("x"))))
                .hasMessage("weight w is text, but must be a number");
    }

    @Test
    void columnsMustBeThereWithTheirType() {
        PreparationRules rules = new PreparationRules(
                Preparing.NUMBER, "", List.of(ColumnRule.number("age", Missing.FAIL, new Scale.None())));
        assertThatThrownBy(() -> new PreparationFit(rules, List.of(number("y"), number("aeg"))))
                .isInstanceOf(BadDataException.class)
                .hasMessage("the data have no feature column age: did you mean aeg?");
        assertThatThrownBy(() -> new PreparationFit(rules, List.of(number("age"))))
                .hasMessage("the data have no label column y: known are: age");
        for (RawColumn.Type type : RawColumn.Type.values()) {
            if (type != RawColumn.Type.NUMBER) {
                assertThatThrownBy(() -> new PreparationFit(rules, List.of(number("y"), new RawColumn("age", type))))
                        .hasMessage("column age is " + Schema.words(type) + ", but must be a number");
            }
        }
    }

    @Test
    void nothingToTrainOnIsRefused() {
        assertThatThrownBy(() -> Preparing.fit(ColumnRule.number("x", Missing.FAIL, new Scale.None()))
                        .finish())
                .isInstanceOf(BadDataException.class)
                .hasMessage("there are no usable training rows");
        ColumnRule rule = ColumnRule.category("c", RawColumn.Type.TEXT, Encode.ONE_HOT, 0, Missing.ZERO);
        assertThatThrownBy(() -> Preparing.fitted(rule, Collections.singletonList(null)))
                .hasMessage("the columns [c] give 0 features, but there must be 1 to 2147483647");
    }

    @Test
    void fitsOfOtherRulesAreNotMerged() {
        ColumnRule rule = ColumnRule.number("x", Missing.FAIL, new Scale.None());
        assertThatThrownBy(() -> Preparing.fit(rule).merge(Preparing.fit())).hasMessageContaining("of the same rules");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void rulesRefuseFormsThatDoNotFitTheType(Form form) {
        RawColumn.Type type = form == Form.VECTOR ? RawColumn.Type.BYTES : RawColumn.Type.VECTOR;
        assertThatThrownBy(() -> new ColumnRule("x", type, form, 1, Missing.FAIL, new Scale.None()))
                .hasMessage("form of column x must be one for " + type + ", but was " + form);
        assertThat(form.isCategory()).isEqualTo(form == Form.ONE_HOT || form == Form.HASH || form == Form.INDEX);
    }

    @Test
    void rulesRefuseColumnsInTwoRoles() {
        ColumnRule x = ColumnRule.number("x", Missing.FAIL, new Scale.None());
        assertThatThrownBy(() -> new PreparationRules(Preparing.NUMBER, "", List.of(x, x)))
                .hasMessage("features must be different columns, but was x twice");
        assertThatThrownBy(() -> new PreparationRules(Preparing.NUMBER, "x", List.of(x)))
                .hasMessage("weight x must be no feature, but was a feature too");
        ColumnRule y = ColumnRule.number("y", Missing.FAIL, new Scale.None());
        assertThatThrownBy(() -> new PreparationRules(Preparing.NUMBER, "", List.of(y)))
                .hasMessage("label y must be no feature, but was a feature too");
        assertThatThrownBy(() -> ColumnRule.category("x", RawColumn.Type.TEXT, Encode.HASH, 0, Missing.FAIL))
                .hasMessage("buckets of column x must be at least 1, but was 0");
    }

    private static RawColumn number(String name) {
        return new RawColumn(name, RawColumn.Type.NUMBER);
    }

    private static RawColumn text(String name) {
        return new RawColumn(name, RawColumn.Type.TEXT);
    }

    /** Every form with every scale and rule for missing values, and a weight. */
    private static PreparationRules rules() {
        List<ColumnRule> rules = new ArrayList<>();
        for (Missing missing : Missing.values()) {
            for (Scale scale : SCALES) {
                rules.add(ColumnRule.number("n" + rules.size(), missing, scale));
                rules.add(ColumnRule.vector("v" + rules.size(), missing, scale));
                rules.add(ColumnRule.bytes("b" + rules.size(), missing, scale));
            }
            for (Encode encode : Encode.values()) {
                rules.add(ColumnRule.category("t" + rules.size(), RawColumn.Type.TEXT, encode, 5, missing));
                rules.add(ColumnRule.category("c" + rules.size(), RawColumn.Type.NUMBER, encode, 5, missing));
            }
        }
        return new PreparationRules(Preparing.CLASSES, "w", rules);
    }

    private static List<RawColumn> schema() {
        List<RawColumn> schema = new ArrayList<>(List.of(text("y"), number("w")));
        RULES.features().forEach(rule -> schema.add(new RawColumn(rule.name(), rule.type())));
        return schema;
    }

    private static PreparationFit everything(List<ListRow> rows, int groups) {
        List<PreparationFit> fits = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            fits.add(new PreparationFit(RULES, SCHEMA));
        }
        for (int i = 0; i < rows.size(); i++) {
            fits.get(i * 7 % groups).add(rows.get(i));
        }
        PreparationFit whole = new PreparationFit(RULES, SCHEMA);
        fits.forEach(whole::merge);
        return whole;
    }

    private static List<ListRow> rows() {
        RandomGenerator random = Seeds.generator(5);
        List<ListRow> rows = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            List<@Nullable Object> cells =
                    new ArrayList<>(List.of("class " + random.nextInt(5), random.nextInt(3) / 2.0));
            for (ColumnRule rule : RULES.features()) {
                boolean missing = rule.missing() != Missing.FAIL && random.nextInt(4) == 0;
                cells.add(missing ? null : cell(rule, random));
            }
            rows.add(new ListRow(cells));
        }
        return rows;
    }

    private static Object cell(ColumnRule rule, RandomGenerator random) {
        double x = random.nextInt(3) * random.nextGaussian() * (random.nextBoolean() ? 1e10 : 1e-10);
        return switch (rule.type()) {
            case NUMBER -> rule.form().isCategory() ? random.nextInt(9) / 2.0 : x;
            case TEXT -> "text " + random.nextInt(9);
            case VECTOR ->
                random.nextBoolean() ? new double[] {x, 0, random.nextInt(5)} : new Sparse(3, List.of(1), List.of(x));
            case BYTES -> new byte[] {(byte) random.nextInt(256), (byte) random.nextInt(200)};
        };
    }

    /** The row with one cell that cannot be used; nothing where none comes to mind. */
    private static Optional<ListRow> spoilt(ListRow row, int column) {
        List<@Nullable Object> cells = new ArrayList<>(row.cells());
        String name = SCHEMA.get(column).name();
        boolean fails =
                column == 0 || RULES.features().get(Math.max(0, column - 2)).missing() == Missing.FAIL;
        if (cells.get(column) instanceof Number) {
            cells.set(column, Double.NaN);
        } else if (cells.get(column) instanceof double[]) {
            cells.set(column, new double[] {0, Double.NEGATIVE_INFINITY, 0});
        } else if (name.equals("w") || fails) {
            cells.set(column, null);
        } else {
            return Optional.empty();
        }
        return Optional.of(new ListRow(cells));
    }
}
