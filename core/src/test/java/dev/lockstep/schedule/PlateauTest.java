package dev.lockstep.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.schedule.Plateau.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class PlateauTest {
    private static final Threshold ANY = new Threshold(0, false);
    private static final double RATE = 1;

    /** The multipliers after each of the values, at a schedule that always says 1. */
    private static List<Double> multipliers(Plateau plateau, boolean higherIsBetter, double... values) {
        List<Double> multipliers = new ArrayList<>();
        PlateauState state = PlateauState.START;
        for (double value : values) {
            state = plateau.next(state, value, higherIsBetter, plateau.rate(RATE, state));
            multipliers.add(state.multiplier());
        }
        return multipliers;
    }

    private static Plateau of(int patience, int cooldown, Threshold threshold) {
        return new Plateau(0.5, patience, cooldown, threshold, 0);
    }

    @Test
    void reducesAtTheLastEvaluationOfItsPatience() {
        assertThat(multipliers(of(2, 0, ANY), false, 5, 5, 5, 5, 5, 4, 4, 4))
                .containsExactly(1.0, 1.0, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125);
    }

    @Test
    void theEvaluationThatEndsACooldownAlreadyCounts() {
        // as computed by Keras 3.15: ReduceLROnPlateau(factor=0.5, patience=2, cooldown=2, min_delta=0)
        assertThat(multipliers(of(2, 2, ANY), false, 5, 5, 5, 5, 5, 5, 5, 5, 5))
                .containsExactly(1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125);
    }

    @Test
    void whatGetsBetterDuringACooldownIsTheBest() {
        PlateauState cooling = new PlateauState(0.5, OptionalDouble.of(5), 0, 2);
        assertThat(of(2, 2, ANY).next(cooling, 4, false, RATE))
                .isEqualTo(new PlateauState(0.5, OptionalDouble.of(4), 0, 1));
        assertThat(of(2, 2, ANY).next(cooling, 6, false, RATE))
                .isEqualTo(new PlateauState(0.5, OptionalDouble.of(5), 0, 1));
    }

    @Test
    void anAbsoluteThresholdIsADistance() {
        Plateau plateau = of(1, 0, new Threshold(0.5, false));
        assertThat(multipliers(plateau, false, 5, 4.5, 4.4)).containsExactly(1.0, 0.5, 0.5);
        assertThat(multipliers(plateau, true, 5, 5.5, 5.6)).containsExactly(1.0, 0.5, 0.5);
    }

    @Test
    void aRelativeThresholdWorksOnNegativeNumbersToo() {
        Plateau plateau = of(1, 0, new Threshold(0.1, true));
        assertThat(multipliers(plateau, false, 10, 9.5, 8.9)).containsExactly(1.0, 0.5, 0.5);
        assertThat(multipliers(plateau, true, 10, 10.5, 11.1)).containsExactly(1.0, 0.5, 0.5);
        assertThat(multipliers(plateau, false, -10, -10, -10.5, -11.1)).containsExactly(1.0, 0.5, 0.25, 0.25);
        assertThat(multipliers(plateau, true, -10, -10, -9.5, -8.9)).containsExactly(1.0, 0.5, 0.25, 0.25);
    }

    @Test
    void whatIsNotFiniteIsNeverBetter() {
        double nan = Double.NaN;
        assertThat(multipliers(of(2, 0, ANY), false, nan, nan, 5, Double.NEGATIVE_INFINITY, nan))
                .containsExactly(1.0, 0.5, 0.5, 0.5, 0.25);
    }

    @Test
    void neverLowersTheRateBelowTheLeast() {
        Plateau plateau = new Plateau(0.1, 1, 0, ANY, 0.05);
        PlateauState state = PlateauState.START;
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            double rate = plateau.rate(RATE, state);
            rates.add(rate);
            state = plateau.next(state, 5, false, rate);
        }
        assertThat(rates).containsExactly(1.0, 1.0, 0.1, 0.05, 0.05);
        assertThat(state.waited()).isEqualTo(1);
        assertThat(plateau.rate(0.01, state)).as("a warm-up may be below").isEqualTo(0.01);
    }

    @Test
    void itsStateIsAValueToGoOnFrom() {
        Plateau plateau = of(3, 2, ANY);
        PlateauState state = plateau.next(plateau.next(PlateauState.START, 5, false, 1), 6, false, 1);
        PlateauState restored = new PlateauState(state.multiplier(), state.best(), state.waited(), state.cooldown());
        assertThat(restored).isEqualTo(state);
        assertThat(plateau.next(restored, 6, false, 1)).isEqualTo(plateau.next(state, 6, false, 1));
    }

    @Test
    void rejectsValuesOutOfRange() {
        refuses("factor must be in (0, 1), but was 1.0", () -> new Plateau(1, 1, 0, ANY, 0));
        refuses("factor must be in (0, 1), but was NaN", () -> new Plateau(Double.NaN, 1, 0, ANY, 0));
        refuses("patience must be at least 1, but was 0", () -> new Plateau(0.5, 0, 0, ANY, 0));
        refuses("cooldown must be at least 0, but was -1", () -> new Plateau(0.5, 1, -1, ANY, 0));
        refuses("min_delta must be at least 0 and finite, but was NaN", () -> new Threshold(Double.NaN, true));
        refuses("min_learning_rate must be at least 0", () -> new Plateau(0.5, 1, 0, ANY, -1));
        refuses("multiplier must be in [0, 1]", () -> new PlateauState(1.5, OptionalDouble.empty(), 0, 0));
        refuses("multiplier must be in [0, 1]", () -> new PlateauState(-1, OptionalDouble.empty(), 0, 0));
        refuses("waited must be at least 0", () -> new PlateauState(1, OptionalDouble.empty(), -1, 0));
        refuses("cooldown must be at least 0", () -> new PlateauState(1, OptionalDouble.empty(), 0, -1));
    }

    private static void refuses(String message, Runnable make) {
        assertThatIllegalArgumentException().isThrownBy(make::run).withMessageStartingWith(message);
    }
}
