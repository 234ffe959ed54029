package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.ReuseConfig.StartFrom;
import dev.lockstep.numeric.Named;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReuseConfigTest {
    private static final ParameterLayout LAYOUT = ParameterLayout.of(List.of(
            new Parameter("lower.weight", List.of(2), true, true),
            new Parameter("lower.mean", List.of(2), false, false),
            new Parameter("upper.weight", List.of(2), true, true)));

    private static ReuseConfig freezing(String... patterns) {
        return new ReuseConfig(Optional.empty(), List.of(patterns), Optional.empty());
    }

    @Test
    void whatIsFrozenJoinsTheGroupsOfTheOptimizer() {
        Named optimizer = new Named(
                "adam",
                Map.of("groups", List.of(Map.of("match", "upper.*", "learning_rate_scale", 0.5)), "beta_1", 0.8));

        assertThat(freezing("lower.*").frozen(optimizer))
                .isEqualTo(new Named(
                        "adam",
                        Map.of(
                                "beta_1",
                                0.8,
                                "groups",
                                List.of(
                                        Map.of("match", "lower.*", "frozen", true),
                                        Map.of("match", "upper.*", "learning_rate_scale", 0.5)))));
        assertThat(freezing().frozen(optimizer)).isSameAs(optimizer);
        assertThat(freezing("a").frozen(Named.of("sgd")).settings())
                .containsOnly(Map.entry("groups", List.of(Map.of("match", "a", "frozen", true))));
    }

    @Test
    void takesAllTensorsUnlessSomeAreNamed() {
        assertThat(new StartFrom("a", List.of()).takes("upper.weight")).isTrue();
        StartFrom some = new StartFrom("a", List.of("lower*", "?pper.bias"));
        assertThat(some.takes("lower.weight")).isTrue();
        assertThat(some.takes("upper.bias")).isTrue();
        assertThat(some.takes("upper.weight")).isFalse();
    }

    @Test
    void namesOfTensorsThatAreNotThereAreErrors() {
        assertThatCode(() -> freezing("lower.*").requireTensors(LAYOUT)).doesNotThrowAnyException();
        assertThatThrownBy(() -> freezing("lower.mean").requireTensors(LAYOUT))
                .hasMessage("freeze: lower.mean is none of the tensors lower.weight, upper.weight");
        assertThatThrownBy(() -> freezing("*").requireTensors(LAYOUT))
                .hasMessage("freeze leaves no tensor to train of lower.weight, lower.mean, upper.weight: name fewer");
        ReuseConfig start = new ReuseConfig(
                Optional.of(new StartFrom("a", List.of("lower.mean", "middle.*"))), List.of(), Optional.empty());
        assertThatThrownBy(() -> start.requireTensors(LAYOUT))
                .hasMessage("start_from: middle.* is none of the tensors lower.weight, lower.mean, upper.weight");
    }

    @Test
    void linesNameTwelveTensorsAtMost() {
        List<String> names = IntStream.range(0, 40).mapToObj(i -> "t" + i).toList();
        assertThat(ReuseConfig.shown(names)).startsWith("t0, t1, ").endsWith(", t11, … (40 in all)");
    }

    @Test
    void writesWhatItReads() {
        for (String model : List.of(
                "{type: linear, start_from: runs/other}",
                "{start_from: {path: 'hdfs://a/b', tensors: [lower.*, upper.*]}, freeze: lower.*}",
                "{freeze: [lower.*], unfreeze_after: 30%}",
                "{start_from: none, freeze: none, unfreeze_after: none}")) {
            RunConfig run = Runs.read(Runs.LEAST + "model: " + model + "\n");
            assertThat(Runs.read(RunConfigs.write(run))).isEqualTo(run);
        }
    }

    @Test
    void lbfgsFreezesToTheEnd() {
        assertThatThrownBy(() -> Runs.read(Runs.LEAST
                        + "optimizer: lbfgs\ntrainer: {epochs: 3}\nmodel: {freeze: bias, unfreeze_after: 1 epoch}\n"))
                .hasMessage(
                        "model.unfreeze_after is not for optimizer lbfgs: leave it out, and start_from that run's model"
                                + " in one without freeze (run.yaml:6)");
    }
}
