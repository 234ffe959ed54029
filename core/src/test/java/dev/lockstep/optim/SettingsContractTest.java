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
    private static final Set<String> BELOW_ONE =
            Set.of("beta_1", "beta_2", "rho", "momentum", "dampening", "adam_beta_1", "adam_beta_2");

    /** What keeps a divisor above 0: above 0 in float, too. In lars it is only added to one. */
    private static final Set<String> DIVISOR = Set.of("epsilon", "epsilon_1");

    /** Its sign is part of its meaning: up to 0. */
    private static final Set<String> NOT_POSITIVE = Set.of("learning_rate_power", "beta_2_decay");

    /** At 0 there would be no step, or none that ends. */
    private static final Map<String, Double> NOT_ZERO = Map.of(
            "initial_accumulator_value", (double) Float.MIN_NORMAL,
            "trust_coefficient", 1e-30,
            "clip_threshold", 1e-30,
            "adam_lr_ratio", 1e-30,
            "slow_step_size", 1e-30,
            "beta_2_decay", -1e-30,
            "sync_period", 1.0,
            "ns_steps", 1.0);

    private static final Set<String> WHOLE = Set.of("sync_period", "ns_steps", "warmup_steps");

    /** Coefficients of a polynomial. */
    private static final Set<String> OF_ANY_SIGN = Set.of("muon_a", "muon_b", "muon_c");

    /** Keras has it, too, and takes no notice of it. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("relative_step");

    /** Settings of what is composed around any rule. */
    private static final Set<String> COMPOSED = Set.of("weight_decay");

    static Stream<Member> everyOptimizer() {
        return Member.all();
    }

    static Stream<Arguments> everyNumber() {
        return Member.all()
                .flatMap(member -> member.settings().entrySet().stream()
                        .filter(setting -> setting.getValue() instanceof Number)
                        .map(setting -> Arguments.of(member, setting.getKey())));
    }

    static Stream<Arguments> everyFlag() {
        return Member.all()
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
        if (!OF_ANY_SIGN.contains(setting)) {
            refuses(member, setting, NOT_POSITIVE.contains(setting) ? 0.1 : -1);
        }
        refuses(member, setting, "much");
        if (BELOW_ONE.contains(setting)) {
            refuses(member, setting, 1.0);
        }
        if (isDivisor(member, setting)) {
            refuses(member, setting, 0.0);
            refuses(member, setting, 1e-40);
            refuses(member, setting, 1e39);
        }
    }

    @ParameterizedTest
    @MethodSource("everyNumber")
    void everyNumberAtTheEndOfItsRangeIsTakenAndMovesWeightsToNumbers(Member member, String setting) {
        double end = isDivisor(member, setting) ? Float.MIN_NORMAL : NOT_ZERO.getOrDefault(setting, 0.0);
        if (member.name().equals("schedule_free_adamw") && setting.equals("beta_1")) {
            end = 1e-6; // x follows from y and z, but not where y is z
        }
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
        double value = NOT_POSITIVE.contains(setting) ? -0.4375 : WHOLE.contains(setting) ? 8 : 0.4375;
        assertThat(member.optimizer(Map.of(setting, value)))
                .isNotEqualTo(member.optimizer())
                .isNotEqualTo(member.optimizer(Map.of(setting, value / 2)));
    }

    @ParameterizedTest
    @MethodSource("everyFlag")
    void everyFlagArrivesAndIsTrueOrFalse(Member member, String setting) {
        boolean other = Boolean.FALSE.equals(member.settings().get(setting));
        assertThat(member.optimizer(Map.of(setting, other)).equals(member.optimizer()))
                .isEqualTo(WITHOUT_EFFECT.contains(setting));
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
        lengths.values().removeIf(length -> length == 0);
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
            Map.entry("ftrl", 2),
            Map.entry("lamb", 2),
            Map.entry("lars", 1),
            Map.entry("adafactor", 1), // of a vector; matrices have less
            Map.entry("muon", 2), // of a vector; matrices have one
            Map.entry("schedule_free_adamw", 2),
            Map.entry("lookahead", 3)); // around adam

    private static boolean isDivisor(Member member, String setting) {
        return DIVISOR.contains(setting) && !member.name().equals("lars");
    }

    private static void refuses(Member member, String setting, Object value) {
        assertThatIllegalArgumentException()
                .as("%s of %s", setting, member)
                .isThrownBy(() -> member.optimizer(Map.of(setting, value)))
                .withMessageContaining(setting);
    }
}
