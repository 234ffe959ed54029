package dev.lockstep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.data.Offset;

/** What holds for schedules whatever their settings are. */
final class SchedulePropertiesTest {
    private static final String SEED = "20240817";
    private static final double ROUNDING = 1e-12;

    private static final Arbitrary<Double> RATES =
            Arbitraries.doubles().between(1e-6, 10).ofScale(8);
    private static final Arbitrary<Long> STEPS = Arbitraries.longs().between(1, 100_000);
    private static final Arbitrary<Double> SHARES =
            Arbitraries.doubles().between(0.01, 0.99).ofScale(4);

    @Provide
    Arbitrary<LearningRateSchedule> simple() {
        return Arbitraries.oneOf(List.of(
                RATES.map(Constant::new),
                falling(),
                Combinators.combine(RATES, STEPS, RATES)
                        .as((rate, steps, above) -> new Cyclic(
                                rate,
                                rate + above,
                                new Cyclic.Sides(steps, 2 * steps),
                                Cyclic.Shrinking.HALVES,
                                Optional.of(MomentumRange.DEFAULT))),
                Combinators.combine(RATES, STEPS, SHARES)
                        .as((rate, steps, share) ->
                                new Cosine(rate, steps, share, Optional.of(new Cosine.Restarts(1 + share, 2 * share)))),
                Combinators.combine(RATES, STEPS, SHARES)
                        .as((rate, steps, share) -> new Polynomial(rate, steps, rate * share, 2 * share, true)),
                Combinators.combine(RATES, STEPS).as((rate, steps) -> new Exponential(rate, 10, steps, false)),
                oneCycles(),
                Combinators.combine(RATES, STEPS, Arbitraries.of(Curve.class))
                        .as((rate, steps, curve) -> new WarmupStableDecay(
                                rate, 0, 0, new WarmupStableDecay.Parts(steps, steps, 3 * steps), curve))));
    }

    @Provide
    Arbitrary<LearningRateSchedule> falling() {
        return Arbitraries.oneOf(List.of(
                Combinators.combine(RATES, STEPS, SHARES)
                        .as((rate, steps, c) -> new Power(rate, steps, 2 * c, c > 0.5)),
                Combinators.combine(RATES, SHARES, STEPS)
                        .as((rate, factor, steps) -> new Exponential(rate, factor, steps, factor > 0.5)),
                Combinators.combine(RATES, STEPS, SHARES).as(StepDecay::new),
                Combinators.combine(RATES, STEPS, SHARES)
                        .as((rate, steps, share) -> new Polynomial(rate, steps, rate * share, 2 * share, false)),
                Combinators.combine(RATES, STEPS, SHARES)
                        .as((rate, steps, alpha) -> new Cosine(rate, steps, alpha, Optional.empty())),
                Combinators.combine(RATES, STEPS).as(InverseSqrt::new),
                Combinators.combine(RATES, STEPS, SHARES)
                        .as((rate, steps, share) -> new Linear(rate, steps, rate * share)),
                Combinators.combine(RATES, STEPS, STEPS)
                        .as((rate, steps, more) ->
                                new Piecewise(List.of(steps, steps + more), List.of(rate, rate / 2, 0.0)))));
    }

    @Provide
    Arbitrary<LearningRateSchedule> oneCycles() {
        Optional<MomentumRange> momentum = Optional.of(MomentumRange.DEFAULT);
        return Arbitraries.oneOf(List.of(
                Combinators.combine(RATES, STEPS)
                        .as((rate, steps) ->
                                new OneCycle(rate, rate / 10, rate / 1e4, OneCycle.Stretch.of(steps), momentum)),
                Combinators.combine(RATES, STEPS, SHARES, Arbitraries.of(Curve.LINEAR, Curve.COSINE))
                        .as((rate, steps, share, curve) -> new TorchOneCycle(
                                rate,
                                rate / 25,
                                rate / 25e4,
                                new TorchOneCycle.Phases(steps, share, share <= 0.5, curve),
                                momentum))));
    }

    @Property(seed = SEED)
    void everyStepHasARateAndAMomentum(
            @ForAll("simple") LearningRateSchedule schedule, @ForAll @LongRange(max = Long.MAX_VALUE) long step) {
        assertThat(schedule.at(step)).isFinite().isNotNegative();
        schedule.momentum(step).ifPresent(momentum -> assertThat(momentum).isBetween(0.85 - ROUNDING, 0.95 + ROUNDING));
    }

    @Property(seed = SEED)
    void noMomentumIsAboveTheLargest(
            @ForAll("simple") LearningRateSchedule first,
            @ForAll("simple") LearningRateSchedule second,
            @ForAll @LongRange(min = 1, max = 10_000) long boundary,
            @ForAll @LongRange(max = 300_000) long step) {
        LearningRateSchedule sequence = new Sequence(List.of(boundary), List.of(first, second));
        for (LearningRateSchedule schedule : List.of(
                first, sequence, new WarmUp(boundary, 0, second), new Scaled(sequence, 1, 2, Scaled.Scaling.SQRT))) {
            schedule.momentum(step)
                    .ifPresent(momentum -> assertThat(schedule.largestMomentum().orElseThrow())
                            .isGreaterThanOrEqualTo(momentum - ROUNDING));
        }
        assertThat(sequence.largestMomentum().isPresent())
                .isEqualTo(first.largestMomentum().isPresent()
                        || second.largestMomentum().isPresent());
    }

    @Property(seed = SEED)
    void decaysNeverRiseAndStartAtTheirRate(
            @ForAll("falling") LearningRateSchedule schedule,
            @ForAll @LongRange(max = 300_000) long step,
            @ForAll @LongRange(max = 300_000) long later) {
        double start = schedule.at(0);
        assertThat(schedule.at(step)).isLessThanOrEqualTo(start * (1 + ROUNDING));
        assertThat(schedule.at(step + later)).isLessThanOrEqualTo(schedule.at(step) + ROUNDING * start);
    }

    @Property(seed = SEED)
    void oneCycleRisesToItsPeakFallsAndStaysFromItsLastStepOn(@ForAll("oneCycles") LearningRateSchedule schedule) {
        long total = schedule.need().orElseThrow().steps();
        long peak = 0;
        boolean falls = false;
        for (long step = 1; step < Math.min(total, 5_000); step++) {
            double change = schedule.at(step) - schedule.at(step - 1);
            double momentum = schedule.momentum(step).orElseThrow()
                    - schedule.momentum(step - 1).orElseThrow();
            falls |= change < 0;
            assertThat(change > ROUNDING && falls).as("rises again at %d", step).isFalse();
            // the step to the other side of the peak may go either way, in the one as in the other
            assertThat(change > ROUNDING && momentum > ROUNDING)
                    .as("both rise at %d", step)
                    .isFalse();
            peak = falls ? peak : step;
        }
        assertThat(schedule.at(total + 17)).isEqualTo(schedule.at(total));
        assertThat(schedule.at(Long.MAX_VALUE)).isEqualTo(schedule.at(total));
    }

    @Property(seed = SEED)
    void theTextbooksCycleIsContinuousAndHasItsLength(
            @ForAll @DoubleRange(min = 0.01, max = 10) double rate,
            @ForAll @IntRange(min = 20, max = 5_000) int total) {
        OneCycle schedule = new OneCycle(
                rate, rate / 10, rate / 1e4, OneCycle.Stretch.of(total), Optional.of(MomentumRange.DEFAULT));
        long half = (total - (total / 10 + 1L)) / 2;
        double most = 0.9 * rate / Math.min(half, total - 2 * half) * (1 + ROUNDING);
        for (long step = 1; step <= total; step++) {
            assertThat(Math.abs(schedule.at(step) - schedule.at(step - 1))).isLessThanOrEqualTo(most);
        }
        assertThat(schedule.at(half)).isEqualTo(rate);
        assertThat(schedule.at(total)).isEqualTo(rate / 1e4);
        assertThat(schedule.at(total - 1)).isGreaterThan(rate / 1e4);
    }

    @Property(seed = SEED)
    void warmUpLeadsToItsScheduleWithoutAJump(
            @ForAll("simple") LearningRateSchedule then,
            @ForAll @LongRange(min = 1, max = 10_000) long steps,
            @ForAll @LongRange(max = 100_000) long step) {
        WarmUp schedule = new WarmUp(steps, 0, then);
        assertThat(schedule.at(0)).isZero();
        assertThat(schedule.at(steps)).isEqualTo(then.at(0));
        assertThat(schedule.at(steps - 1)).isCloseTo(then.at(0) * (steps - 1) / steps, relative(then.at(0)));
        assertThat(schedule.at(steps + step)).isEqualTo(then.at(step));
    }

    @Property(seed = SEED)
    void aSequenceIsItsParts(
            @ForAll("simple") LearningRateSchedule first,
            @ForAll("simple") LearningRateSchedule second,
            @ForAll @LongRange(min = 1, max = 10_000) long boundary,
            @ForAll @LongRange(max = 10_000) long step) {
        Sequence schedule = new Sequence(List.of(boundary), List.of(first, second));
        assertThat(schedule.at(boundary - 1)).isEqualTo(first.at(boundary - 1));
        assertThat(schedule.at(boundary + step)).isEqualTo(second.at(step));
    }

    @Property(seed = SEED)
    void everyRestartIsAtTheTop(
            @ForAll @IntRange(min = 1, max = 1_000) int steps,
            @ForAll @IntRange(min = 1, max = 4) int longer,
            @ForAll @IntRange(max = 8) int cycle) {
        Cosine schedule = new Cosine(1, steps, 0, Optional.of(new Cosine.Restarts(longer, 0.5)));
        long begin = 0;
        long length = steps;
        for (int i = 0; i < cycle; i++) {
            begin += length;
            length *= longer;
        }
        double top = Math.pow(0.5, cycle);
        assertThat(schedule.at(begin)).isCloseTo(top, relative(top));
        if (length > 1) {
            assertThat(schedule.at(begin + length - 1)).isLessThan(top);
        }
    }

    private static Offset<Double> relative(double value) {
        return Offset.offset(ROUNDING * value);
    }
}
