package dev.lockstep.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class SchedulesTest {
    private static final Map<String, Object> EVERYTHING =
            Map.of("learning_rate", 0.1, "decay_rate", 0.5, "decay_steps", 10);
    private static final Offset<Double> ROUNDING = Offset.offset(1e-15);

    @Test
    void constantStaysTheSame() {
        LearningRateSchedule schedule = Schedules.of("constant", Map.of("learning_rate", 0.1));
        assertThat(schedule).isEqualTo(new Constant(0.1));
        assertThat(schedule.at(0)).isEqualTo(0.1);
        assertThat(schedule.at(1_000_000)).isEqualTo(0.1);
        assertThat(schedule.momentum(3)).isEmpty();
    }

    @Test
    void exponentialDecaysAtEveryStep() {
        LearningRateSchedule schedule = Schedules.of("exponential", EVERYTHING);
        assertThat(schedule).isEqualTo(new Exponential(0.1, 0.5, 10, false));
        assertThat(schedule.at(0)).isEqualTo(0.1);
        assertThat(schedule.at(5)).isCloseTo(0.1 * Math.sqrt(0.5), ROUNDING);
        assertThat(schedule.at(10)).isEqualTo(0.05);
        assertThat(schedule.at(25)).isCloseTo(0.025 * Math.sqrt(0.5), ROUNDING);
    }

    @Test
    void exponentialStaircaseDecaysAfterEveryStretch() {
        Exponential schedule = new Exponential(0.1, 0.5, 10, true);
        assertThat(schedule.at(9)).isEqualTo(0.1);
        assertThat(schedule.at(10)).isEqualTo(0.05);
        assertThat(schedule.at(19)).isEqualTo(0.05);
        assertThat(schedule.at(20)).isEqualTo(0.025);
    }

    @Test
    void everyKindOfScheduleHasAName() {
        Set<Class<?>> named = new HashSet<>();
        named.add(Schedules.of("constant", Map.of("learning_rate", 1)).getClass());
        named.add(Schedules.of("exponential", EVERYTHING).getClass());
        assertThat(named).isEqualTo(new HashSet<>(Arrays.asList(LearningRateSchedule.class.getPermittedSubclasses())));
        assertThat(Schedules.names()).containsExactly("constant", "exponential");
    }

    @Test
    void unknownNamesAndSettingsAreAnsweredWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("exponental", Map.of()))
                .withMessage("there is no schedule exponental: did you mean exponential?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("constant", Map.of("learning_rate", 1, "decay", 1)))
                .withMessageContaining("schedule constant has no setting decay");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("constant", Map.of("lr", 1)))
                .withMessage("schedule constant has no setting lr: here it is called learning_rate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("constant", Map.of()))
                .withMessage("schedule constant needs the setting learning_rate");
    }

    @Test
    void rejectsValuesOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Constant(0)).withMessageContaining("learning_rate");
        assertThatIllegalArgumentException().isThrownBy(() -> new Exponential(Double.NaN, 0.5, 1, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Exponential(1, 0, 1, false))
                .withMessageContaining("decay_rate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Exponential(1, 0.5, 0, false))
                .withMessageContaining("decay_steps");
    }
}
