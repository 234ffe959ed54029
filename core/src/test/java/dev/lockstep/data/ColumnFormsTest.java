package dev.lockstep.data;

import static dev.lockstep.data.Preparing.encoded;
import static dev.lockstep.data.Preparing.fitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.ListRow.Sparse;
import dev.lockstep.numeric.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each form of column becomes, against what is worked out by hand. */
final class ColumnFormsTest {
    private static final Scale NONE = new Scale.None();
    private static final Scale STANDARD = new Scale.Standard();
    private static final Scale MIN_MAX = new Scale.MinMax();

    @Test
    void numbersAreStandardizedOverThePresentOnes() {
        ColumnRule rule = ColumnRule.number("x", Missing.MEAN, STANDARD);
        Preparation preparation = fitted(rule, Arrays.asList(2, 4, null, 4, 4, 5, 5, 7, 9));
        assertThat(encoded(preparation, 9)).containsExactly(2);
        assertThat(encoded(preparation, 4)).containsExactly(-0.5f);
        assertThat(encoded(preparation, null)).containsExactly(0);
        assertThat(preparation.featureName(0)).isEqualTo("x");
    }

    @Test
    void numbersThatDoNotVaryAreOnlyShifted() {
        assertThat(encoded(fitted(ColumnRule.number("x", Missing.FAIL, STANDARD), List.of(7.1, 7.1)), 9.1))
                .containsExactly(2);
        assertThat(encoded(fitted(ColumnRule.number("x", Missing.FAIL, MIN_MAX), List.of(7, 7)), 9))
                .containsExactly(2);
    }

    @Test
    void numbersAreScaledToTheirRange() {
        Preparation preparation = fitted(ColumnRule.number("x", Missing.ZERO, MIN_MAX), Arrays.asList(-1, 3, null));
        assertThat(encoded(preparation, 1)).containsExactly(0.5f);
        assertThat(encoded(preparation, 5)).containsExactly(1.5f);
        assertThat(encoded(preparation, null)).containsExactly(0.25f);
    }

    @Test
    void numbersAreDividedOrLeftAlone() {
        Preparation divided = fitted(ColumnRule.number("x", Missing.FAIL, new Scale.Divide(4)), List.of(1));
        assertThat(encoded(divided, 3)).containsExactly(0.75f);
        Preparation left = fitted(ColumnRule.number("x", Missing.FAIL, NONE), List.of(1));
        assertThat(encoded(left, -0.1)).containsExactly(-0.1f);
    }

    @Test
    void missingNumbersAreMarkedWhereTrainingHadSome() {
        ColumnRule rule = ColumnRule.number("x", Missing.INDICATOR, NONE);
        Preparation preparation = fitted(rule, Arrays.asList(1, 2, null));
        assertThat(encoded(preparation, null)).containsExactly(1.5f, 1);
        assertThat(encoded(preparation, 3)).containsExactly(3, 0);
        assertThat(preparation.featureName(1)).isEqualTo("x is missing");
        assertThat(encoded(fitted(rule, List.of(1, 2)), null)).containsExactly(1.5f);
    }

    @Test
    void numbersThatAreAlwaysMissingAreZero() {
        for (Scale scale : List.of(STANDARD, MIN_MAX)) {
            Preparation preparation = fitted(ColumnRule.number("x", Missing.MEAN, scale), Arrays.asList(null, null));
            assertThat(encoded(preparation, null)).containsExactly(0);
            assertThat(encoded(preparation, 3)).containsExactly(3);
        }
    }

    @Test
    void categoriesAreSortedFeatures() {
        ColumnRule rule = ColumnRule.category("sea", RawColumn.Type.TEXT, Encode.ONE_HOT, 9, Missing.MEAN);
        Preparation preparation = fitted(rule, Arrays.asList("b", "é", null, "B", "b", "\uD83D\uDE00", "a"));
        assertThat(encoded(preparation, "B")).containsExactly(1, 0, 0, 0, 0, 0);
        assertThat(encoded(preparation, "b")).containsExactly(0, 0, 1, 0, 0, 0);
        assertThat(encoded(preparation, null)).containsExactly(0, 0, 0, 0, 0, 1);
        assertThat(encoded(preparation, "unknown")).containsOnly(0);
        assertThat(IntStream.range(0, 6).mapToObj(preparation::featureName))
                .containsExactly("sea=B", "sea=a", "sea=b", "sea=é", "sea=\uD83D\uDE00", "sea is missing");
    }

    @ParameterizedTest
    @EnumSource(
            value = Missing.class,
            names = {"ZERO", "INDICATOR"})
    void missingCategoriesAreNothingOrACategory(Missing missing) {
        boolean category = missing == Missing.INDICATOR;
        ColumnRule oneHot = ColumnRule.category("c", RawColumn.Type.TEXT, Encode.ONE_HOT, 0, missing);
        Preparation features = fitted(oneHot, Arrays.asList("a", null));
        assertThat(features.width()).isEqualTo(category ? 2 : 1);
        assertThat(encoded(features, null)).endsWith(category ? 1 : 0);

        ColumnRule index = ColumnRule.category("c", RawColumn.Type.TEXT, Encode.INDEX, 0, missing);
        assertThat(encoded(fitted(index, Arrays.asList("a", null)), null)).containsExactly(category ? 2 : 0);

        ColumnRule hash = ColumnRule.category("c", RawColumn.Type.TEXT, Encode.HASH, 3, missing);
        float[] hashed = encoded(fitted(hash, Arrays.asList("a", null)), null);
        assertThat(hashed[0] + hashed[1] + hashed[2]).isEqualTo(category ? 1 : 0);
    }

    @Test
    void categoriesAreNumberedFromOne() {
        ColumnRule rule = ColumnRule.category("c", RawColumn.Type.TEXT, Encode.INDEX, 0, Missing.FAIL);
        Preparation preparation = fitted(rule, List.of("b", "a"));
        assertThat(encoded(preparation, "a")).containsExactly(1);
        assertThat(encoded(preparation, "b")).containsExactly(2);
        assertThat(encoded(preparation, "c")).containsExactly(0);
        assertThat(preparation.featureName(0)).isEqualTo("c");
    }

    @Test
    void numbersCanBeCategories() {
        ColumnRule rule = ColumnRule.category("c", RawColumn.Type.NUMBER, Encode.ONE_HOT, 0, Missing.FAIL);
        Preparation preparation = fitted(rule, List.of(10, 9, 0.0, -0.0, 2.5, 1e20));
        assertThat(preparation.columns().get(0).categories()).containsExactly("0", "1.0E20", "10", "2.5", "9");
        assertThat(encoded(preparation, -0.0)).containsExactly(1, 0, 0, 0, 0);
        assertThat(encoded(preparation, 1e20)).containsExactly(0, 1, 0, 0, 0);
        assertThat(encoded(preparation, 9.0)).containsExactly(0, 0, 0, 0, 1);
        assertThat(encoded(preparation, 8)).containsOnly(0);
    }

    @Test
    void manyNumbersCanBeCategories() {
        ColumnRule rule = ColumnRule.category("c", RawColumn.Type.NUMBER, Encode.INDEX, 0, Missing.FAIL);
        List<Integer> numbers = IntStream.range(0, 2_000).boxed().toList();
        Preparation preparation = fitted(rule, numbers);
        List<String> sorted = numbers.stream().map(String::valueOf).sorted().toList();
        for (int i : numbers) {
            assertThat(encoded(preparation, i)).containsExactly(1 + sorted.indexOf("" + i));
        }
    }

    @Test
    void hashedCategoriesGoToTheirBucket() {
        ColumnRule text = ColumnRule.category("c", RawColumn.Type.TEXT, Encode.HASH, 100, Missing.FAIL);
        Preparation texts = fitted(text, List.of("x"));
        assertThat(encoded(texts, "never seen")[(int) Math.floorMod(Seeds.hash("c=never seen"), 100L)])
                .isEqualTo(1);
        assertThat(texts.featureName(17)).isEqualTo("c#17");
        ColumnRule number = ColumnRule.category("c", RawColumn.Type.NUMBER, Encode.HASH, 100, Missing.FAIL);
        Preparation numbers = fitted(number, List.of(7));
        assertThat(encoded(numbers, 7.0)[(int) Math.floorMod(Seeds.hash("c=7"), 100L)])
                .isEqualTo(1);
        assertThat(encoded(numbers, -0.5)[(int) Math.floorMod(Seeds.hash("c=-0.5"), 100L)])
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void denseVectorsAreScaledFeatureByFeature(boolean standard) {
        ColumnRule rule = ColumnRule.vector("v", Missing.MEAN, standard ? STANDARD : MIN_MAX);
        Preparation preparation = fitted(rule, Arrays.asList(new double[] {1, 10, 5}, null, new double[] {3, 30, 5}));
        assertThat(encoded(preparation, new double[] {3, 10, 5}))
                .containsExactly(standard ? new float[] {1, -1, 0} : new float[] {1, 0, 0});
        assertThat(encoded(preparation, null)).containsExactly(standard ? new float[3] : new float[] {0.5f, 0.5f, 0});
        assertThat(encoded(preparation, new Sparse(3, List.of(1), List.of(20.0))))
                .containsExactly(standard ? new float[] {-2, 0, -5} : new float[] {-0.5f, 0.5f, -5});
        assertThat(preparation.featureName(2)).isEqualTo("v[2]");
    }

    @Test
    void sparseVectorsKeepTheirZeros() {
        List<Sparse> rows = List.of(
                new Sparse(-1, List.of(0), List.of(2.0)),
                new Sparse(-1, List.of(), List.of()),
                new Sparse(-1, List.of(4, 9), List.of(-3.0, 0.0)),
                new Sparse(-1, List.of(0), List.of(2.0)));
        Preparation standard = fitted(ColumnRule.vector("v", Missing.FAIL, STANDARD), rows);
        assertThat(standard.width()).isEqualTo(10);
        assertThat(standard.sparse()).isTrue();
        assertThat(standard.entries()).isEqualTo(3);
        assertThat(encoded(standard, new Sparse(-1, List.of(0, 1), List.of(2.0, 5.0))))
                .containsExactly(2, 5, 0, 0, 0, 0, 0, 0, 0, 0);
        Preparation ranged = fitted(ColumnRule.vector("v", Missing.FAIL, MIN_MAX), rows);
        assertThat(encoded(ranged, new Sparse(-1, List.of(0, 4), List.of(2.0, -3.0))))
                .containsExactly(1, 0, 0, 0, -1, 0, 0, 0, 0, 0);
    }

    @Test
    void vectorsAreLeftAloneOrDivided() {
        double[] row = {1, 0, 3};
        Preparation left = fitted(ColumnRule.vector("v", Missing.ZERO, NONE), Arrays.asList(row, null));
        assertThat(encoded(left, row)).containsExactly(1, 0, 3);
        assertThat(encoded(left, null)).containsOnly(0);
        Preparation divided =
                fitted(ColumnRule.vector("v", Missing.INDICATOR, new Scale.Divide(2)), Arrays.asList(row, null));
        assertThat(encoded(divided, row)).containsExactly(0.5f, 0, 1.5f, 0);
        assertThat(encoded(divided, null)).containsExactly(0.5f, 0, 1.5f, 1);
        assertThat(divided.featureName(3)).isEqualTo("v is missing");
    }

    @Test
    void bytesArePackedAsBytesUnlessShifted() {
        List<byte[]> images = Arrays.asList(new byte[] {0, (byte) 255}, new byte[] {3, (byte) 255}, null);
        ColumnRule rule = ColumnRule.bytes("image", Missing.MEAN, new Scale.Divide(255));
        Preparation divided = fitted(rule, images);
        assertThat(encoded(divided, new byte[] {51, (byte) 255})).containsExactly(0.2f, 1);
        assertThat(encoded(divided, null)).containsExactly(2 / 255f, 1);
        assertThat(divided.newPacker().toChunk().features()).isInstanceOf(ByteFeatures.class);
        assertThat(divided.expectedRowBytes()).isEqualTo(2 + 4);
        Preparation standard = fitted(ColumnRule.bytes("image", Missing.ZERO, STANDARD), images);
        assertThat(encoded(standard, new byte[] {3, (byte) 254})).containsExactly(1, -1);
        assertThat(encoded(standard, null)).containsExactly(-1, -255);
        assertThat(standard.newPacker().toChunk().features()).isInstanceOf(DenseFeatures.class);
        Preparation ranged = fitted(ColumnRule.bytes("image", Missing.INDICATOR, MIN_MAX), images);
        assertThat(encoded(ranged, new byte[] {3, (byte) 254})).containsExactly(1, -1, 0);
        assertThat(encoded(ranged, null)).containsExactly(0.5f, 0, 1);
        Preparation left = fitted(ColumnRule.bytes("image", Missing.ZERO, NONE), images);
        assertThat(encoded(left, null)).containsExactly(0, 0);
        assertThat(left.featureName(1)).isEqualTo("image[1]");
        assertThatThrownBy(() -> left.featureName(2)).hasMessage("feature must be below 2, but was 2");
    }

    @Test
    void lengthsThatDifferInTrainingAreRefused() {
        assertThatThrownBy(() -> fitted(
                        ColumnRule.vector("v", Missing.FAIL, NONE), List.of(new double[] {1}, new double[] {1, 2})))
                .hasMessage("column v has vectors of different lengths: 1 and 2;"
                        + " they must have the same number of features in each row");
        assertThatThrownBy(() -> fitted(
                        ColumnRule.vector("v", Missing.FAIL, NONE),
                        List.of(new double[] {1}, new Sparse(-1, List.of(3), List.of(1.0)))))
                .hasMessageContaining("1 and 4");
        assertThatThrownBy(
                        () -> fitted(ColumnRule.bytes("b", Missing.FAIL, STANDARD), List.of(new byte[2], new byte[1])))
                .hasMessage("column b has rows of different lengths: 1 and 2 bytes;"
                        + " they must have the same number of bytes in each row");
    }

    @Test
    void lengthsThatDifferFromTrainingAreBadRows() {
        Preparation vectors = fitted(ColumnRule.vector("v", Missing.FAIL, NONE), List.of(new double[] {1, 2}));
        assertThatThrownBy(() -> encoded(vectors, new double[1]))
                .isInstanceOf(BadRowException.class)
                .hasMessage("column v: 1 features are not the 2 that there were in training");
        assertThatThrownBy(() -> encoded(vectors, new Sparse(-1, List.of(2), List.of(1.0))))
                .isInstanceOf(BadRowException.class)
                .hasMessage("column v: index 3 is above 2, the highest in training"
                        + " (numFeatures in data.train.options makes room)");
        Preparation bytes = fitted(ColumnRule.bytes("b", Missing.FAIL, NONE), List.of(new byte[2]));
        assertThatThrownBy(() -> encoded(bytes, new byte[3]))
                .isInstanceOf(BadRowException.class)
                .hasMessage("column b: 3 bytes are not the 2 that there were in training");
    }

    @Test
    void tooManyCategoriesAreRefusedWithARemedy() {
        ColumnRule rule = ColumnRule.category("id", RawColumn.Type.NUMBER, Encode.ONE_HOT, 0, Missing.FAIL);
        PreparationFit fit = Preparing.fit(rule);
        PreparationFit other = Preparing.fit(rule);
        for (int i = 0; i < Categories.MOST; i++) {
            fit.add(ListRow.of(0, i));
        }
        other.add(ListRow.of(0, -1));
        String message = "column id has more than 65536 categories:"
                + " give it encode: hash under data.columns, or put it into data.features.exclude";
        assertThatThrownBy(() -> other.merge(fit))
                .isInstanceOf(BadDataException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> fit.add(ListRow.of(0, 0.5)))
                .isInstanceOf(BadDataException.class)
                .hasMessage(message);
    }
}
