package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {
    @Test
    void readsWhatIsGivenAndDefaultsOtherwise() {
        Settings settings = new Settings("thing", Map.of("a", 1, "b", 2.5, "c", true, "d", "text", "e", List.of(1)));
        assertThat(settings.number("a", 0)).isEqualTo(1);
        assertThat(settings.requiredNumber("b")).isEqualTo(2.5);
        assertThat(settings.flag("c", false)).isTrue();
        assertThat(settings.text("d", "")).isEqualTo("text");
        assertThat(settings.value("e")).contains(List.of(1));
        assertThat(settings.wholeNumber("a", 0)).isEqualTo(1);
        assertThat(settings.requiredWholeNumber("a")).isEqualTo(1);
        assertThat(settings.number("x", 3)).isEqualTo(3);
        assertThat(settings.wholeNumber("x", 4)).isEqualTo(4);
        assertThat(settings.flag("x", true)).isTrue();
        assertThat(settings.text("x", "y")).isEqualTo("y");
        settings.finish();
    }

    @Test
    void refusesTheWrongKindOfValue() {
        Settings settings = new Settings("thing", Map.of("a", "one", "b", 1.5, "c", Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.number("a", 0))
                .withMessage("a of thing must be a number, but was one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.flag("a", false))
                .withMessage("a of thing must be true or false, but was one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.wholeNumber("b", 0))
                .withMessage("b of thing must be a whole number, but was 1.5");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.wholeNumber("c", 0));
    }

    @Test
    void namesWhatIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings("thing", Map.of()).requiredNumber("a"))
                .withMessage("thing needs the setting a");
    }

    @Test
    void refusesWhatNobodyAskedFor() {
        Settings settings = new Settings("optimizer adam", Map.of("epsilom", 1));
        settings.number("epsilon", 1);
        assertThatIllegalArgumentException()
                .isThrownBy(settings::finish)
                .withMessage("optimizer adam has no setting epsilom: did you mean epsilon?");
    }

    @Test
    void answersForeignNamesWithOurs() {
        Settings settings = new Settings("optimizer adam", Map.of("eps", 1));
        settings.number("epsilon", 1);
        assertThatIllegalArgumentException()
                .isThrownBy(settings::finish)
                .withMessage("optimizer adam has no setting eps: here it is called epsilon");
    }

    @Test
    void saysWhenThereIsNothingToSet() {
        assertThatIllegalArgumentException()
                .isThrownBy(new Settings("metric auc", Map.of("lr", 1))::finish)
                .withMessage("metric auc has no setting lr: it has none");
    }
}
