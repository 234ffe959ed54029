package dev.lockstep.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every schedule keeps to: those of the golden files, among which every one of the registry is. */
final class ScheduleContractTest {
    /** Rates that may be where a schedule starts or ends. */
    private static final Set<String> MAY_BE_ZERO = Set.of(
            "start_learning_rate", "end_learning_rate", "last_learning_rate", "alpha", "warmup_steps", "base_momentum");

    /** What a number says how long it takes. */
    private static final Set<String> LENGTHS = Set.of(
            "decay_steps",
            "warmup_steps",
            "total_steps",
            "last_steps",
            "step_size",
            "step_size_down",
            "steps",
            "batch_size",
            "base_batch_size");

    /** Schedules that never come to an end. */
    private static final Set<String> ENDLESS = Set.of("power", "inverse_sqrt", "cyclic", "exponential", "step");

    static Stream<GoldenRates> everySchedule() {
        return GoldenRates.all();
    }

    static Stream<Arguments> everyNumber() {
        return GoldenRates.all()
                .flatMap(member -> completed(member).entrySet().stream()
                        .filter(setting -> setting.getValue() instanceof Number)
                        .map(setting -> Arguments.of(member, setting.getKey())));
    }

    @ParameterizedTest
    @MethodSource("everySchedule")
    void everyStepHasARate(GoldenRates member) {
        LearningRateSchedule schedule = member.schedule();
        LongStream.concat(LongStream.range(0, 1000), LongStream.iterate(1000, step -> step > 0, step -> step * 3))
                .forEach(step -> assertIsRate(schedule, step));
        assertIsRate(schedule, Long.MAX_VALUE);
    }

    private static void assertIsRate(LearningRateSchedule schedule, long step) {
        assertThat(schedule.at(step)).as("step %d", step).isFinite().isNotNegative();
        schedule.momentum(step)
                .ifPresent(momentum ->
                        assertThat(momentum).as("step %d", step).isNotNegative().isLessThan(1));
    }

    @ParameterizedTest
    @MethodSource("everySchedule")
    void staysAsItIsPastItsEnd(GoldenRates member) {
        LearningRateSchedule schedule = member.schedule();
        boolean cycles = schedule instanceof Polynomial polynomial && polynomial.cycle();
        boolean restarts =
                schedule instanceof Cosine cosine && cosine.restarts().isPresent();
        if (!cycles && !restarts && !ENDLESS.contains(member.name())) {
            long end = 200;
            assertThat(schedule.at(Long.MAX_VALUE)).isEqualTo(schedule.at(end));
            assertThat(schedule.momentum(Long.MAX_VALUE)).isEqualTo(schedule.momentum(end));
            assertThat(schedule.need().map(Need::steps).orElse(1L)).isLessThanOrEqualTo(end);
        }
    }

    @ParameterizedTest
    @MethodSource("everySchedule")
    void isAValue(GoldenRates member) {
        assertThat(member.schedule()).isEqualTo(member.schedule()).hasSameHashCodeAs(member.schedule());
    }

    @ParameterizedTest
    @MethodSource("everySchedule")
    void defaultsMayBeWrittenOut(GoldenRates member) {
        Map<String, Object> completed = completed(member);
        assertThat(completed.keySet()).containsAll(member.own().keySet());
        assertThat(Schedules.of(member.name(), completed, member.run())).isEqualTo(member.schedule());
    }

    @ParameterizedTest
    @MethodSource("everyNumber")
    void everyNumberOutOfItsRangeIsRefusedByName(GoldenRates member, String setting) {
        refuses(member, setting, Double.NaN);
        refuses(member, setting, Double.POSITIVE_INFINITY);
        refuses(member, setting, -1);
        refuses(member, setting, "much");
        if (!MAY_BE_ZERO.contains(setting)) {
            refuses(member, setting, 0);
        }
        if (LENGTHS.contains(setting)) {
            refuses(member, setting, 1.5);
        }
    }

    @ParameterizedTest
    @MethodSource("everyNumber")
    void everyNumberArrives(GoldenRates member, String setting) {
        Map<String, Object> settings = completed(member);
        double value = Double.parseDouble(String.valueOf(settings.get(setting)));
        settings.put(
                setting, LENGTHS.contains(setting) ? value + (setting.equals("total_steps") ? 1 : -1) : other(value));
        assertThat(Schedules.of(member.name(), settings, member.run())).isNotEqualTo(member.schedule());
    }

    /** Another number that is in all ranges that this one is in. */
    private static double other(double value) {
        return value == 0 ? 1e-7 : value >= 1 && value < 2 ? value * 1.01 : value * 0.99;
    }

    @ParameterizedTest
    @MethodSource("everySchedule")
    void settingsOfAnotherScheduleAreRefused(GoldenRates member) {
        Map<String, Object> foreign = new TreeMap<>();
        GoldenRates.all().forEach(other -> foreign.putAll(completed(other)));
        GoldenRates.all()
                .filter(other -> other.name().equals(member.name()))
                .forEach(other -> foreign.keySet().removeAll(completed(other).keySet()));
        assertThat(foreign).isNotEmpty();
        foreign.forEach((setting, value) -> assertThatIllegalArgumentException()
                .as(setting)
                .isThrownBy(() -> with(member, setting, value))
                .withMessageStartingWith("schedule " + member.name() + " has no setting " + setting + ": "));
    }

    @ParameterizedTest
    @MethodSource("everySchedule")
    void whatIsMissingIsNamed(GoldenRates member) {
        for (String setting : member.own().keySet()) {
            Map<String, Object> settings = new HashMap<>(member.own());
            settings.remove(setting);
            try {
                assertThat(Schedules.of(member.name(), settings, member.run())).isNotEqualTo(member.schedule());
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("(?s).* (needs the setting|has no setting) .*");
            }
        }
    }

    private static Map<String, Object> completed(GoldenRates member) {
        return new LinkedHashMap<>(Schedules.completed(member.name(), member.own(), member.run()));
    }

    private static void refuses(GoldenRates member, String setting, Object value) {
        assertThatIllegalArgumentException()
                .as("%s: %s in %s", setting, value, member)
                .isThrownBy(() -> with(member, setting, value))
                .withMessageContaining(setting);
    }

    private static LearningRateSchedule with(GoldenRates member, String setting, Object value) {
        Map<String, Object> settings = new LinkedHashMap<>(member.own());
        settings.put(setting, value);
        return Schedules.of(member.name(), settings, member.run());
    }

    @ParameterizedTest
    @MethodSource("everySchedule")
    void doesNotFitIntoARunThatIsShorterThanItNeeds(GoldenRates member) {
        long steps = member.schedule().need().map(Need::steps).orElse(0L);
        List<Boolean> fits = Stream.of(steps, steps - 1)
                .filter(updates -> updates > 0)
                .map(updates -> fits(member, updates))
                .toList();
        boolean takesWhatThereIs = member.run().updates().isPresent();
        assertThat(fits.isEmpty() || takesWhatThereIs || fits.equals(List.of(true, false)))
                .as("%s in %d", member, steps)
                .isTrue();
    }

    private static boolean fits(GoldenRates member, long updates) {
        try {
            Schedules.of(member.name(), member.own(), Run.of(updates, 1));
            return true;
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("needs more steps than there are for it: shorten ");
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("everySchedule")
    void theLargestMomentumIsThatOfAWholeRun(GoldenRates member) {
        LearningRateSchedule schedule = member.schedule();
        OptionalDouble largest = LongStream.range(0, 200)
                .mapToObj(schedule::momentum)
                .flatMapToDouble(OptionalDouble::stream)
                .max();
        assertThat(schedule.largestMomentum().isPresent()).isEqualTo(largest.isPresent());
        largest.ifPresent(most ->
                assertThat(schedule.largestMomentum().orElseThrow()).isCloseTo(most, Offset.offset(Math.ulp(1.0))));
    }
}
