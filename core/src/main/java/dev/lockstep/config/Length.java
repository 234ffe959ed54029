package dev.lockstep.config;

import dev.lockstep.numeric.Checks;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of training: {@code 200 steps}, {@code 2 epochs}, {@code 30%} of the run, or a bare number of steps.
 *
 * @param amount positive; a whole number of steps
 */
public record Length(double amount, Unit unit) {
    private static final Pattern TEXT =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(step|steps|epoch|epochs|%)", Pattern.CASE_INSENSITIVE);

    /** What the amount counts. */
    public enum Unit {
        STEPS,
        EPOCHS,
        PERCENT
    }

    public Length {
        Checks.positive("length", amount);
        Checks.require(unit != Unit.STEPS || amount == Math.rint(amount), "length", "a whole number of steps", amount);
    }

    /**
     * The length that a text with a unit says; empty if it says none.
     *
     * @throws IllegalArgumentException if such a length cannot be
     */
    public static Optional<Length> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Unit unit = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "%" -> Unit.PERCENT;
            case "epoch", "epochs" -> Unit.EPOCHS;
            default -> Unit.STEPS;
        };
        return Optional.of(new Length(Double.parseDouble(matcher.group(1)), unit));
    }

    public static Length steps(long steps) {
        return new Length(steps, Unit.STEPS);
    }

    public static Length epochs(double epochs) {
        return new Length(epochs, Unit.EPOCHS);
    }

    /** The nearest number of steps, at least 1, in a run with so many steps; of what is counted otherwise, there may be parts. */
    public long toSteps(double stepsPerEpoch, double totalSteps) {
        double steps = switch (unit) {
            case STEPS -> amount;
            case EPOCHS -> amount * stepsPerEpoch;
            case PERCENT -> amount * totalSteps / 100;
        };
        return Math.max(1, Math.round(steps));
    }

    /** As it is written in YAML. */
    @Override
    public String toString() {
        String number = BigDecimal.valueOf(amount).stripTrailingZeros().toPlainString();
        return switch (unit) {
            case PERCENT -> number + "%";
            case EPOCHS -> number + (amount == 1 ? " epoch" : " epochs");
            case STEPS -> number + (amount == 1 ? " step" : " steps");
        };
    }
}
