package dev.lockstep.data;

import static dev.lockstep.data.Preparing.fit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ColumnDoubtTest {
    @ParameterizedTest
    @ValueSource(strings = {"1", "-1.5", "+.5", "1.", " 7 ", "1e9", "1E-300", "007"})
    void numbersAreAsPeopleWriteThem(String text) {
        assertThat(ColumnDoubt.isNumber(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "NaN", "n/a", "1d", "0x1p3", "1-2", "-", ".", "2020-01-01", "1,5", "x1"})
    void allElseAreWords(String text) {
        assertThat(ColumnDoubt.isNumber(text)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Encode.class)
    void textOfWhichMostIsNumbersIsDoubtful(Encode encode) {
        assertThat(doubts(text(encode), "1", "2", "2.5", "?"))
                .containsExactly(new ColumnDoubt("x", encode != Encode.HASH, 3, 1));
        assertThat(doubts(text(encode), "1", "?")).isEmpty();
        assertThat(doubts(text(encode), "1", "2")).isEmpty();
        assertThat(doubts(text(encode), "a", "b")).isEmpty();
    }

    @Test
    void categoriesCountOnceAndHashedOnesAsOftenAsTheyCome() {
        assertThat(doubts(text(Encode.ONE_HOT), "1", "1", "1", "?", "none")).isEmpty();
        assertThat(doubts(text(Encode.HASH), "1", "1", "1", "?", "none"))
                .containsExactly(new ColumnDoubt("x", false, 3, 2));
    }

    @Test
    void columnsWithoutAValueAreDoubtful() {
        for (ColumnRule rule : List.of(
                text(Encode.ONE_HOT),
                text(Encode.HASH),
                ColumnRule.category("x", RawColumn.Type.NUMBER, Encode.INDEX, 0, Missing.MEAN),
                ColumnRule.number("x", Missing.MEAN, new Scale.Standard()),
                ColumnRule.vector("x", Missing.MEAN, new Scale.None()),
                ColumnRule.bytes("x", Missing.MEAN, new Scale.None()))) {
            assertThat(doubts(rule, null, null)).singleElement().matches(ColumnDoubt::isEmpty);
        }
        assertThat(doubts(ColumnRule.number("x", Missing.MEAN, new Scale.Standard()), null, 1))
                .isEmpty();
        assertThat(doubts(ColumnRule.category("x", RawColumn.Type.NUMBER, Encode.HASH, 4, Missing.MEAN), 1, 2))
                .isEmpty();
    }

    @Test
    void tooManyCategoriesOfNumbersNameTheWord() {
        PreparationFit fit = fit(text(Encode.ONE_HOT));
        List<String> cells = new ArrayList<>(List.of("unknown", "?"));
        for (int i = 0; i < Categories.MOST - 2; i++) {
            cells.add(Integer.toString(i));
        }
        cells.forEach(cell -> fit.add(ListRow.of(0, cell)));

        assertThatThrownBy(() -> fit.add(ListRow.of(0, "-1")))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "column x has more than 65536 categories, most of them numbers, but not ?: if it is a number, give"
                                + " it type: number under data.columns, or the reader options: {nullValue: ?}; otherwise give it"
                                + " encode: hash under data.columns, or put it into data.features.exclude");
    }

    private static ColumnRule text(Encode encode) {
        return ColumnRule.category("x", RawColumn.Type.TEXT, encode, 4, Missing.MEAN);
    }

    /** Of a column with these cells, divided between two fits that are merged. */
    private static List<ColumnDoubt> doubts(ColumnRule rule, @Nullable Object... cells) {
        PreparationFit fit = fit(rule);
        PreparationFit other = fit(rule);
        Arrays.asList(cells).subList(0, 1).forEach(cell -> fit.add(ListRow.of(0, cell)));
        Arrays.asList(cells).subList(1, cells.length).forEach(cell -> other.add(ListRow.of(0, cell)));
        fit.merge(other);
        return fit.doubts();
    }
}
