package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Scale;
import dev.lockstep.numeric.Named;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class OverridesTest {
    @Test
    void replacesCreatesAndParses() {
        RunConfig run = Runs.read(
                Runs.LEAST + "trainer: {epochs: 9}\nearly_stopping: none",
                "trainer.epochs=3",
                "trainer.evaluate_every=10%",
                "early_stopping.patience=2",
                "metrics=[mae, r2]",
                "data.label.scale=standard",
                "data.train.options.some.dotted.key=x",
                "data.validation={every: 3}",
                "output= a=b");

        assertThat(run.trainer().epochs()).isEqualTo(3);
        assertThat(run.trainer().evaluateEvery()).isEqualTo(new Length(10, Length.Unit.PERCENT));
        assertThat(run.patience()).isEqualTo(OptionalInt.of(2));
        assertThat(run.metrics()).containsExactly(Named.of("mae"), Named.of("r2"));
        assertThat(run.data().label()).isEqualTo(new LabelConfig("price", List.of(), new Scale.Standard()));
        assertThat(run.data().train().paths()).containsExactly("rows.csv");
        assertThat(run.data().train().options()).containsExactly(Map.entry("some.dotted.key", "x"));
        assertThat(run.data().validation()).isEqualTo(new PartConfig.Every(3, 2));
        assertThat(run.output()).isEqualTo("a=b");
    }

    @Test
    void aNameIsReplacedWithinItsShorthand() {
        assertThat(Runs.read(Runs.LEAST + "optimizer: sgd", "optimizer.name=adam")
                        .optimizer()
                        .name())
                .isEqualTo("adam");
        assertThat(Runs.read(Runs.LEAST + "optimizer: sgd", "optimizer=momentum")
                        .optimizer()
                        .name())
                .isEqualTo("momentum");
        assertThat(Runs.read(Runs.LEAST + "optimizer: sgd", "optimizer.momentum=0.5")
                        .optimizer())
                .isEqualTo(new Named("sgd", Map.of("momentum", 0.5, "nesterov", false)));
    }

    @Test
    void aRateMayBeSetWithoutAnOptimizer() {
        RunConfig run = Runs.read(Runs.LEAST, "optimizer.learning_rate=0.5");

        assertThat(run.optimizer().name()).isEqualTo("adam");
        assertThat(run.schedule()).contains(new Named("constant", Map.of("learning_rate", 0.5)));
    }

    @Test
    void listsOfPathsAreShorthandToo() {
        RunConfig run = Runs.read(Runs.LEAST.replace("rows.csv", "[a, b]"), "data.train.format=json");

        assertThat(run.data().train()).isEqualTo(SourceConfig.files(List.of("a", "b"), "json"));
    }

    @Test
    void anAliasedValueIsChangedInOnePlaceOnly() {
        RunConfig run = Runs.read("""
                data: {train: &files {path: rows.csv, options: {sep: ;}}, test: *files, label: price}
                loss: squared
                output: runs/first
                """, "data.test.options.sep=x");

        assertThat(run.data().train().options()).containsEntry("sep", ";");
        assertThat(run.data().test())
                .isEqualTo(new PartConfig.Source(
                        new SourceConfig(List.of("rows.csv"), "csv", List.of(), Map.of("sep", "x"), Map.of())));
    }

    @Test
    void theEnvironmentIsExpandedInOverridesAndNotWhereOverridden() {
        RunConfig run = Runs.read(
                Runs.LEAST.replace("runs/first", "${NOT_SET}"), Map.of("N", "x"), "output=runs/${N}-${M:-y}-$${N}");

        assertThat(run.output()).isEqualTo("runs/x-y-${N}");
    }

    @Test
    void aNumberFromTheEnvironmentIsANumber() {
        RunConfig run = Runs.read(
                Runs.LEAST + "trainer: {epochs: \"${N}\", seed: '${S:-7}'}\nmetrics: ['${M:-mae}']", Map.of("N", "5"));

        assertThat(run.trainer().epochs()).isEqualTo(5);
        assertThat(run.trainer().seed()).isEqualTo(7);
        assertThat(run.metrics()).containsExactly(Named.of("mae"));
    }
}
