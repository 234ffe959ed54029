package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.ColumnPlan;
import dev.lockstep.data.Form;
import dev.lockstep.data.LabelPlan;
import dev.lockstep.data.Missing;
import dev.lockstep.data.MissingPlan;
import dev.lockstep.data.Preparation;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InputsTest {
    private static ColumnPlan column(String name, Form form, int values, List<String> categories) {
        MissingPlan none = new MissingPlan(Missing.FAIL, false, List.of(0.0));
        return new ColumnPlan(name, RawColumn.Type.TEXT, form, values, categories, Scaling.NONE, none);
    }

    private static final Preparation PREPARATION = new Preparation(
            List.of(
                    column("size", Form.NUMBER, 1, List.of()),
                    column("colour", Form.ONE_HOT, 2, List.of("blue", "red")),
                    column("town", Form.INDEX, 1, List.of("Berne", "Oslo", "Rome"))),
            new LabelPlan("y", RawColumn.Type.NUMBER, Target.number(), List.of(), List.of()),
            "",
            true,
            10,
            40);

    @Test
    void columnsTellTheirFeaturesAndTheNumbersOfTheirCategories() {
        Inputs inputs = Inputs.of(PREPARATION, List.of(4));
        // Three towns, beside "unknown" and "missing".
        assertThat(inputs.columns())
                .containsExactly(
                        new Inputs.Column("size", 1, 0),
                        new Inputs.Column("colour", 2, 0),
                        new Inputs.Column("town", 1, 5));
        assertThat(inputs.width()).isEqualTo(4);
        assertThat(inputs.sparse()).isTrue();
        assertThat(Inputs.of(PREPARATION, List.of(2, 2)).shape()).containsExactly(2, 2);
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> Inputs.of(PREPARATION, List.of(5)))
                .hasMessage("shape of a row must be of 4 features, but was [5]");
        assertThatThrownBy(() -> new Inputs(List.of(), List.of(), false))
                .hasMessage("shape of a row must be of one dimension or more, but was []");
        assertThatThrownBy(() -> Inputs.vector(0)).hasMessage("dimension of a row must be at least 1, but was 0");
    }
}
