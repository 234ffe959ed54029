package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.RawColumn;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibsvmRowTest {
    private static final List<RawColumn> SCHEMA =
            List.of(new RawColumn("label", RawColumn.Type.NUMBER), new RawColumn("features", RawColumn.Type.VECTOR));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+1 1:0.5 3:2|1 [0:0.5,2:2]/-1",
                "-1|-1 []/-1",
                "  2.5\t1:-1e-3   2:.5 \t|2.5 [0:-0.001,1:0.5]/-1",
                "1 qid:17 2:1 # a comment 3:1|1 [1:1]/-1",
                "0 2147483647:1|0 [2147483646:1]/-1",
                "0 1:nan 2:inf 3:-Inf|0 [0:NaN,1:Infinity,2:-Infinity]/-1",
                "0 1:123456789012345678|0 [0:1.2345678901234568E17]/-1"
            })
    void readsLines(String line, String shown) {
        LibsvmRow row = new LibsvmRow(0, -1);

        assertThat(row.parse(line)).isEmpty();

        assertThat(Shown.values(row, SCHEMA)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes 1:1|the label must be a number, but was \"yes\"",
                "1:1 2:1|the label must be a number, but was \"1:1\"",
                "1 2:1 1:1|index 1 comes after 2: indices must ascend",
                "1 2:1 2:1|index 2 comes twice",
                "1 0:1|index 0 is below 1: LIBSVM counts features from 1",
                "1 -3:1|index -3 is below 1: LIBSVM counts features from 1",
                "1 2147483648:1|index 2147483648 is above 2147483647, the highest there can be",
                "1 17|\"17\" is not index:value",
                "1 :5|\":5\" is not index:value",
                "1 1: 2:1|\"1:\" is not index:value with two numbers",
                "1 1:x|\"1:x\" is not index:value with two numbers",
                "1 1:0x1p3|\"1:0x1p3\" is not index:value with two numbers",
                "1 1:1d|\"1:1d\" is not index:value with two numbers",
                "1 1.5:1|\"1.5:1\" is not index:value with two numbers",
                "1 1:- 2:1|\"1:-\" is not index:value with two numbers",
                "1 2:1 qid:3|\"qid:3\" is not index:value with two numbers"
            })
    void saysWhatIsWrong(String line, String fault) {
        assertThat(new LibsvmRow(0, -1).parse(line)).contains(fault);
    }

    @Test
    void indexAboveTheGivenNumberOfFeaturesIsBad() {
        LibsvmRow row = new LibsvmRow(0, 3);

        assertThat(row.parse("1 3:1")).isEmpty();
        assertThat(row.vectorWidth(1)).isEqualTo(3);
        assertThat(row.parse("1 4:1")).contains("index 4 is above 3, options.numFeatures");
    }

    @Test
    void numbersAreThoseOfJava() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String text = text(random);
            assertThat(LibsvmRow.number("x" + text + "x", 1, text.length() + 1))
                    .describedAs(text)
                    .isEqualTo(Double.parseDouble(text));
        }
        assertThatThrownBy(() -> LibsvmRow.number("", 0, 0)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> LibsvmRow.number(".", 0, 1)).isInstanceOf(NumberFormatException.class);
    }

    private static String text(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Double.toString(random.nextGaussian());
            case 1 -> Integer.toString(random.nextInt());
            case 2 -> Float.toString(random.nextFloat());
            default ->
                Long.toString(random.nextLong()).replaceFirst("(\\d)(\\d{" + random.nextInt(10) + "})$", "$1.$2");
        };
    }
}
