package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactSumTest {
    private static final double[] EXTREMES = {
        0.0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Math.nextDown(Double.MIN_NORMAL),
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        1,
        -1,
        0x1p31,
        0x1p32,
        0x1p-32,
        1 + 0x1p-52,
        0.1,
        1e300,
        1e-300
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30, 300, 1020})
    void isTheSumThatBigDecimalGives(int magnitudes) {
        RandomGenerator random = Seeds.generator(magnitudes);
        ExactSum sum = new ExactSum();
        BigDecimal expected = BigDecimal.ZERO;
        for (int i = 0; i < 5_000; i++) {
            double x = number(random, magnitudes);
            sum.add(x);
            expected = expected.add(new BigDecimal(x));
        }
        assertThat(sum.toBigDecimal()).isEqualByComparingTo(expected);
        assertThat(sum.doubleValue()).isEqualTo(expected.doubleValue());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30, 300, 1020})
    void isTheSumOfSquaresThatBigDecimalGives(int magnitudes) {
        RandomGenerator random = Seeds.generator(magnitudes);
        ExactSum sum = new ExactSum();
        BigDecimal expected = BigDecimal.ZERO;
        for (int i = 0; i < 5_000; i++) {
            double x = number(random, magnitudes);
            sum.addSquare(x);
            expected = expected.add(new BigDecimal(x).pow(2));
        }
        assertThat(sum.toBigDecimal()).isEqualByComparingTo(expected);
    }

    @Test
    void holdsEveryExtreme() {
        for (double x : EXTREMES) {
            for (double y : EXTREMES) {
                ExactSum sum = new ExactSum();
                sum.add(x);
                sum.addSquare(y);
                assertThat(sum.toBigDecimal()).isEqualByComparingTo(new BigDecimal(x).add(new BigDecimal(y).pow(2)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                0x1.fffffffffffffp62,
                -0x1.fffffffffffffp-31,
                -Double.MIN_VALUE
            })
    void carriesWhenManyOfOneSizeAreAdded(double x) {
        ExactSum sum = new ExactSum();
        ExactSum squares = new ExactSum();
        int count = 10_000;
        for (int i = 0; i < count; i++) {
            sum.add(x);
            squares.addSquare(x);
        }
        BigDecimal n = BigDecimal.valueOf(count);
        assertThat(sum.toBigDecimal()).isEqualByComparingTo(new BigDecimal(x).multiply(n));
        assertThat(squares.toBigDecimal())
                .isEqualByComparingTo(new BigDecimal(x).pow(2).multiply(n));
    }

    @Test
    void cancelsToNothing() {
        List<Double> numbers = new ArrayList<>();
        RandomGenerator random = Seeds.generator(7);
        for (int i = 0; i < 3_000; i++) {
            double x = number(random, 900);
            numbers.add(x);
            numbers.add(-x);
        }
        Collections.shuffle(numbers, new Random(1));
        ExactSum sum = new ExactSum();
        numbers.forEach(sum::add);
        assertThat(sum.toBigDecimal()).isZero();
        sum.add(1e-300);
        assertThat(sum.doubleValue()).isEqualTo(1e-300);
        assertThat(sum).hasToString("1.0E-300");
    }

    @Test
    void neitherOrderNorGroupingMatters() {
        List<Double> numbers = new ArrayList<>();
        RandomGenerator random = Seeds.generator(11);
        for (int i = 0; i < 4_000; i++) {
            numbers.add(number(random, 200));
        }
        BigDecimal expected = numbers.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        for (int groups : new int[] {1, 2, 7, 3_000}) {
            Collections.shuffle(numbers, new Random(groups));
            List<ExactSum> parts = new ArrayList<>();
            for (int g = 0; g < groups; g++) {
                parts.add(new ExactSum());
            }
            for (int i = 0; i < numbers.size(); i++) {
                parts.get(i * 31 % groups).add(numbers.get(i));
            }
            ExactSum total = new ExactSum();
            parts.forEach(total::merge);
            assertThat(total.toBigDecimal()).isEqualByComparingTo(expected);
        }
    }

    @Test
    void mergingLeavesTheOtherItsValue() {
        ExactSum one = new ExactSum();
        one.add(0.5);
        ExactSum two = new ExactSum();
        two.add(-0.25);
        one.merge(two);
        one.merge(new ExactSum());
        one.merge(one);
        assertThat(one.doubleValue()).isEqualTo(0.5);
        assertThat(two.doubleValue()).isEqualTo(-0.25);
    }

    @Test
    void manyMergesDoNotOverflow() {
        ExactSum part = new ExactSum();
        for (int i = 0; i < 2_046; i++) {
            part.add(-Double.MAX_VALUE);
        }
        ExactSum total = new ExactSum();
        for (int i = 0; i < 5_000; i++) {
            total.merge(part);
            total.add(-1);
        }
        BigDecimal expected = new BigDecimal(-Double.MAX_VALUE)
                .multiply(BigDecimal.valueOf(2_046 * 5_000))
                .subtract(BigDecimal.valueOf(5_000));
        assertThat(total.toBigDecimal()).isEqualByComparingTo(expected);
    }

    @Test
    void isRoundedOnceToTheNearest() {
        ExactSum sum = new ExactSum();
        sum.add(1);
        sum.add(0x1p-53);
        assertThat(sum.doubleValue()).isEqualTo(1);
        sum.add(Double.MIN_VALUE);
        assertThat(sum.doubleValue()).isEqualTo(1 + 0x1p-52);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatIsNotFinite(double x) {
        assertThatThrownBy(() -> new ExactSum().add(x)).hasMessage("summand must be finite, but was " + x);
        assertThatThrownBy(() -> new ExactSum().addSquare(x)).hasMessage("summand must be finite, but was " + x);
    }

    @Test
    void survivesSerializationAndIsCompact() throws Exception {
        ExactSum sum = new ExactSum();
        for (int i = 1; i < 3_000; i++) {
            sum.add(1.0 / i);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(sum);
        }
        assertThat(bytes.size()).isLessThan(200);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(((ExactSum) in.readObject()).toBigDecimal()).isEqualByComparingTo(sum.toBigDecimal());
        }
    }

    private static double number(RandomGenerator random, int magnitudes) {
        double x = Math.scalb(random.nextDouble() - 0.5, random.nextInt(-magnitudes, magnitudes));
        return random.nextInt(50) == 0 ? x * Double.MIN_NORMAL : x;
    }
}
