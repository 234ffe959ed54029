package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class OptimizersTest {
    @Test
    void defaultsAreThoseOfKeras() {
        assertThat(Optimizers.of("sgd", Map.of())).isEqualTo(new Sgd(0, false));
        assertThat(Optimizers.of("momentum", Map.of())).isEqualTo(new Sgd(0.9, false));
        assertThat(Optimizers.of("nesterov", Map.of())).isEqualTo(new Sgd(0.9, true));
        assertThat(Optimizers.of("adam", Map.of())).isEqualTo(new Adam(0.9, 0.999, 1e-7, false));
        assertThat(Optimizers.of("sgd", Map.of()).defaultLearningRate()).isEqualTo(0.01);
        assertThat(Optimizers.of("adam", Map.of()).defaultLearningRate()).isEqualTo(0.001);
    }

    @Test
    void everySettingArrives() {
        assertThat(Optimizers.of("sgd", Map.of("momentum", 0.5, "nesterov", true)))
                .isEqualTo(new Sgd(0.5, true));
        assertThat(Optimizers.of("momentum", Map.of("momentum", 0.8))).isEqualTo(new Sgd(0.8, false));
        assertThat(Optimizers.of("nesterov", Map.of("momentum", 0.8))).isEqualTo(new Sgd(0.8, true));
        assertThat(Optimizers.of("adam", Map.of("beta_1", 0.8, "beta_2", 0.9, "epsilon", 1e-3)))
                .isEqualTo(new Adam(0.8, 0.9, 1e-3, false));
    }

    @Test
    void everyKindOfOptimizerHasAName() {
        Set<Class<?>> named = new HashSet<>();
        Member.all().forEach(member -> named.add(Member.rule(member.optimizer()).getClass()));
        assertThat(named).isEqualTo(rules(Optimizer.class).collect(Collectors.toSet()));
    }

    /** The records of the family that are no wrappers. */
    private static Stream<Class<?>> rules(Class<?> type) {
        if (type.equals(Wrapper.class)) {
            return Stream.of();
        }
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(OptimizersTest::rules)
                : Stream.of(type);
    }

    @Test
    void unknownNamesAreAnsweredWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("adma", Map.of()))
                .withMessage("there is no optimizer adma: did you mean adam?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("newton", Map.of()))
                .withMessageStartingWith("there is no optimizer newton: known are: sgd, momentum, nesterov, adagrad,");
    }

    @Test
    void unknownSettingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("adam", Map.of("beta1", 0.9)))
                .withMessage("optimizer adam has no setting beta1: here it is called beta_1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("nesterov", Map.of("nesterov", false)))
                .withMessageContaining("optimizer nesterov has no setting nesterov");
    }

    @Test
    void theRateBelongsToTheSchedule() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("sgd", Map.of("lr", 0.1)))
                .withMessage("optimizer sgd has no setting lr: the rate belongs to the schedule, as learning_rate");
    }

    @Test
    void rejectsValuesOutOfRange() {
        for (double decay : new double[] {1, -0.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Sgd(decay, false))
                    .withMessageContaining("momentum");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Adam(decay, 0.9, 1, false))
                    .withMessageContaining("beta_1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Adam(0.9, decay, 1, false))
                    .withMessageContaining("beta_2");
        }
        for (double epsilon : new double[] {0, 1e-40, 1e39, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Adam(0.9, 0.9, epsilon, false))
                    .withMessageContaining("epsilon");
        }
    }
}
