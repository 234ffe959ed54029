package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class ChecksTest {
    @Test
    void acceptWhatTheirRuleAllows() {
        assertThatNoException().isThrownBy(() -> {
            Checks.positive("x", Double.MIN_VALUE);
            Checks.notNegative("x", 0);
            Checks.decay("x", 0);
            Checks.decay("x", Math.nextDown(1.0));
            Checks.finite("x", -Double.MAX_VALUE);
            Checks.atLeast("x", 3, 3);
            Checks.require(true, "x", "anything", 1);
        });
    }

    @Test
    void sayNameRuleAndValue() {
        rejects(() -> Checks.positive("x", 0), "x must be positive and finite, but was 0.0");
        rejects(() -> Checks.notNegative("x", -1), "x must be at least 0 and finite, but was -1.0");
        rejects(() -> Checks.decay("beta_2", 1), "beta_2 must be in [0, 1), but was 1.0");
        rejects(() -> Checks.decay("x", -0.1), "x must be in [0, 1), but was -0.1");
        rejects(() -> Checks.finite("x", Double.NEGATIVE_INFINITY), "x must be finite, but was -Infinity");
        rejects(() -> Checks.atLeast("x", 2, 3), "x must be at least 3, but was 2");
        rejects(() -> Checks.require(false, "x", "odd", "even"), "x must be odd, but was even");
    }

    @Test
    void rejectNanAndInfinity() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Checks.positive("x", value));
            assertThatIllegalArgumentException().isThrownBy(() -> Checks.notNegative("x", value));
            assertThatIllegalArgumentException().isThrownBy(() -> Checks.decay("x", value));
            assertThatIllegalArgumentException().isThrownBy(() -> Checks.finite("x", value));
        }
    }

    private static void rejects(ThrowingCallable check, String message) {
        assertThatIllegalArgumentException().isThrownBy(check).withMessage(message);
    }
}
