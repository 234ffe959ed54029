package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every setting of every optimizer keeps to. */
final class SettingsContractTest {
    /** Decays of running means: below 1, at which nothing would ever be learnt. */
    private static final Set<String> BELOW_ONE = Set.of("beta_1", "beta_2", "rho", "momentum", "dampening");

    /** What keeps a divisor above 0: above 0 in float, too. */
    private static final Set<String> DIVISOR = Set.of("epsilon");

    /** Its sign is part of its meaning: up to 0. */
    private static final Set<String> NOT_POSITIVE = Set.of("learning_rate_power");

    /** Settings of what is composed around any rule. */
    private static final Set<String> COMPOSED = Set.of("weight_decay");

    static Stream<Member> everyOptimizer() {
        return Member.elementwise();
    }

    static Stream<Arguments> everyNumber() {
        return Member.elementwise()
                .flatMap(member -> member.settings().entrySet().stream()
                        .filter(setting -> setting.getValue() instanceof Number)
                        .map(setting -> Arguments.of(member, setting.getKey())));
    }

    static Stream<Arguments> everyFlag() {
        return Member.elementwise()
                .flatMap(member -> member.settings().entrySet().stream()
                        .filter(setting -> setting.getValue() instanceof Boolean)
                        .map(setting -> Arguments.of(member, setting.getKey())));
    }

    @ParameterizedTest
    @MethodSource("everyNumber")
    void everyNumberOutOfItsRangeIsRefusedByName(Member member, String setting) {
        refuses(member, setting, Double.NaN);
        refuses(member, setting, Double.POSITIVE_INFINITY);
        refuses(member, setting, Double.NEGATIVE_INFINITY);
        refuses(member, setting, NOT_POSITIVE.contains(setting) ? 0.1 : -0.1);
        refuses(member, setting, "much");
        if (BELOW_ONE.contains(setting)) {
            refuses(member, setting, 1.0);
        }
        if (DIVISOR.contains(setting)) {
            refuses(member, setting, 0.0);
            refuses(member, setting, 1e-40);
            refuses(member, setting, 1e39);
        }
    }

    @ParameterizedTest
    @MethodSource("everyNumber")
    void everyNumberAtTheEndOfItsRangeIsTakenAndMovesWeightsToNumbers(Member member, String setting) {
        double end = DIVISOR.contains(setting) || setting.equals("initial_accumulator_value") ? Float.MIN_NORMAL : 0;
        Optimizer optimizer = member.optimizer(Map.of(setting, end));
        float[] theta = {1, -2, 3};
        OptimizerState state = optimizer.newState(3);
        for (int t = 0; t < 5; t++) {
            optimizer.update(theta, new float[] {0, 1, t % 2}, state, 0.01);
        }
        for (float weight : theta) {
            assertThat(weight).isFinite();
        }
    }

    @ParameterizedTest
    @MethodSource("everyNumber")
    void everyNumberArrives(Member member, String setting) {
        double value = NOT_POSITIVE.contains(setting) ? -0.4375 : 0.4375;
        assertThat(member.optimizer(Map.of(setting, value)))
                .isNotEqualTo(member.optimizer())
                .isNotEqualTo(member.optimizer(Map.of(setting, value / 2)));
    }

    @ParameterizedTest
    @MethodSource("everyFlag")
    void everyFlagArrivesAndIsTrueOrFalse(Member member, String setting) {
        boolean other = Boolean.FALSE.equals(member.settings().get(setting));
        assertThat(member.optimizer(Map.of(setting, other))).isNotEqualTo(member.optimizer());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> member.optimizer(Map.of(setting, "perhaps")))
                .withMessageContaining(setting);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void defaultsMayBeWrittenOut(Member member) {
        assertThat(member.optimizer(member.settings())).isEqualTo(member.optimizer());
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void settingsOfAnotherOptimizerAreRefused(Member member) {
        Map<String, Object> foreign = new TreeMap<>();
        Member.all().forEach(other -> foreign.putAll(other.settings()));
        foreign.keySet().removeAll(member.settings().keySet());
        foreign.keySet().removeAll(COMPOSED);
        assertThat(foreign).isNotEmpty();
        foreign.forEach((setting, value) -> assertThatIllegalArgumentException()
                .isThrownBy(() -> member.optimizer(Map.of(setting, value)))
                .withMessageStartingWith("optimizer " + member.name() + " has no setting " + setting + ": "));
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void aSlotForEachWeightIsWhatMemoryItTakes(Member member) {
        Map<String, Integer> lengths = new LinkedHashMap<>();
        OptimizerState state = member.optimizer().newState(7);
        state.names().forEach(name -> lengths.put(name, state.slot(name).length));
        assertThat(SLOTS).containsEntry(member.name(), lengths.size());
        assertThat(lengths.values().stream().collect(Collectors.toSet())).isSubsetOf(7);
    }

    private static final Map<String, Integer> SLOTS = Map.ofEntries(
            Map.entry("sgd", 0),
            Map.entry("momentum", 1),
            Map.entry("nesterov", 1),
            Map.entry("adagrad", 1),
            Map.entry("rmsprop", 1),
            Map.entry("adadelta", 2),
            Map.entry("adam", 2),
            Map.entry("adamw", 2),
            Map.entry("adamax", 2),
            Map.entry("nadam", 2),
            Map.entry("radam", 2),
            Map.entry("lion", 1),
            Map.entry("ftrl", 2));

    private static void refuses(Member member, String setting, Object value) {
        assertThatIllegalArgumentException()
                .as("%s of %s", setting, member)
                .isThrownBy(() -> member.optimizer(Map.of(setting, value)))
                .withMessageContaining(setting);
    }
}
