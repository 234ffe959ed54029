package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Target;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class ClassWeightsTest {
    private static final Target THREE = Target.classes(List.of("red", "green", "blue"));

    private static double[] unused() {
        throw new AssertionError("counted without need");
    }

    @Test
    void balancedIsScikitLearns() {
        assertThat(ClassWeights.balanced(new double[] {10, 20, 30})).containsExactly(2, 1, 2 / 3f);
        assertThat(ClassWeights.of("balanced", THREE, () -> new double[] {10, 20, 30}))
                .containsExactly(2, 1, 2 / 3f);
    }

    @Test
    void listIsInTheOrderOfTheClasses() {
        assertThat(ClassWeights.of(List.of(1, 2.5, 3L), THREE, ClassWeightsTest::unused))
                .containsExactly(1, 2.5f, 3);
    }

    @Test
    void classesThatAMapLeavesOutWeighOne() {
        assertThat(ClassWeights.of(Map.of("green", 4), THREE, ClassWeightsTest::unused))
                .containsExactly(1, 4, 1);
        Target numbers = Target.classes(List.of("0", "1"));
        assertThat(ClassWeights.of(Map.of(1, 4), numbers, ClassWeightsTest::unused))
                .containsExactly(1, 4);
    }

    @Test
    void badWeightsAreRefused() {
        assertRefused("balancd", "must be balanced, a list of numbers or a map from class to number, but was balancd");
        assertRefused(List.of(1, 2), "must be 3 numbers, one for each of the classes red, green, blue, but were 2");
        assertRefused(Map.of("gren", 1), "there is no class gren: did you mean green?");
        assertRefused(Map.of("red", 0), "the weight of class red must be positive and finite, but was 0");
        assertRefused(Map.of("red", "much"), "the weight of class red must be positive and finite, but was much");
        assertRefused(List.of(1, Double.NaN, 1), "the weight of class green must be positive and finite, but was NaN");
        assertRefused(
                List.of(1, 1, Double.POSITIVE_INFINITY),
                "the weight of class blue must be positive and finite, but was Infinity");
    }

    @Test
    void balancedDoesNotCountClassesWithoutTrainingRows() {
        assertThat(ClassWeights.of("balanced", THREE, () -> new double[] {10, 0, 30}))
                .containsExactly(2, 1, 2 / 3f);
    }

    @Test
    void numbersAndCountsHaveNone() {
        assertThatThrownBy(() -> ClassWeights.of("balanced", Target.number(), ClassWeightsTest::unused))
                .hasMessage("class_weights are for classes, but the label is a number: leave them out");
        assertThatThrownBy(() -> ClassWeights.of("balanced", Target.count(), ClassWeightsTest::unused))
                .hasMessage("class_weights are for classes, but the label is a count: leave them out");
    }

    @Test
    void whatIsKnownBeforeTheClassesIsChecked() {
        ClassWeights.check("balanced", Target.Kind.CLASSES, OptionalInt.empty());
        ClassWeights.check(List.of(1, 2, 3), Target.Kind.CLASSES, OptionalInt.empty());
        ClassWeights.check(List.of(1, 2), Target.Kind.CLASSES, OptionalInt.of(2));
        ClassWeights.check(Map.of("any", 2), Target.Kind.CLASSES, OptionalInt.of(2));
        assertThatThrownBy(() -> ClassWeights.check(List.of(1), Target.Kind.CLASSES, OptionalInt.of(2)))
                .hasMessage("class_weights must be 2 numbers, one for each of the classes, but were 1");
        assertThatThrownBy(() -> ClassWeights.check("balanced", Target.Kind.NUMBER, OptionalInt.empty()))
                .hasMessageContaining("leave them out");
    }

    private static void assertRefused(Object setting, String message) {
        assertThatThrownBy(() -> ClassWeights.of(setting, THREE, ClassWeightsTest::unused))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
