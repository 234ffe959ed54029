package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetricsTest {
    private static final List<String> OURS =
            List.of("accuracy", "top_k", "log_loss", "auc", "average_precision", "f1", "rmse", "mae", "r2");
    private static final Target TWO = Target.classes(List.of("no", "yes"));
    private static final Target THREE = Target.classes(List.of("a", "b", "c"));

    /** A metric of a user's own, found on the class path. */
    public static final class RowsProvider implements MetricProvider {
        @Override
        public String name() {
            return "test_rows";
        }

        @Override
        public Metric create(Settings settings) {
            return new Accuracy();
        }
    }

    @Test
    void namesAreOursThenTheUsersOwn() {
        assertThat(Metrics.names()).startsWith(OURS.toArray(String[]::new)).endsWith("test_rows");
        assertThat(Metrics.names()).hasSize(OURS.size() + 1);
        assertThat(Metrics.of("test_rows", Map.of())).isEqualTo(new Accuracy());
    }

    @Test
    void everyNameOfOursMakesTheMetricOfThatName() {
        for (String name : OURS) {
            assertThat(Metrics.of(name, Map.of()).name()).isEqualTo(name.equals("top_k") ? "top_5" : name);
        }
    }

    @Test
    void settingsThatAreAskedForAreInTheName() {
        assertThat(new TopK(3).name()).isEqualTo("top_3");
        assertThat(new F1(F1.Average.MACRO).name()).isEqualTo("f1_macro");
    }

    @Test
    void errorsAreBetterSmallAndTheRestLarge() {
        assertThat(OURS.stream().filter(name -> !Metrics.of(name, Map.of()).higherIsBetter()))
                .containsExactly("log_loss", "rmse", "mae");
    }

    @Test
    void settingsReachTheMetric() {
        assertThat(Metrics.of("top_k", Map.of())).isEqualTo(new TopK(5));
        assertThat(Metrics.of("top_k", Map.of("k", 3))).isEqualTo(new TopK(3));
        assertThat(Metrics.of("f1", Map.of())).isEqualTo(new F1(F1.Average.AUTO));
        assertThat(Metrics.of("f1", Map.of("average", "weighted"))).isEqualTo(new F1(F1.Average.WEIGHTED));
    }

    @ParameterizedTest
    @CsvSource({
        "acc, here it is called accuracy",
        "roc_auc, here it is called auc",
        "AUC, did you mean auc?",
        "f1_score, here it is called f1",
        "r2_score, here it is called r2",
        "mean_absolute_error, here it is called mae",
        "mse, did you mean rmse?",
        "acuracy, did you mean accuracy?"
    })
    void unknownNameIsAnsweredWithOurs(String name, String answer) {
        assertThatThrownBy(() -> Metrics.of(name, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown metric " + name + ": " + answer);
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> Metrics.of("accuracy", Map.of("k", 3))).hasMessageContaining("no setting k");
        assertThatThrownBy(() -> Metrics.of("top_k", Map.of("k", 0))).hasMessage("k must be at least 1, but was 0");
        assertThatThrownBy(() -> Metrics.of("top_k", Map.of("k", 1e10)).check(THREE))
                .hasMessageContaining("is always 1");
        assertThatThrownBy(() -> Metrics.of("f1", Map.of("average", "makro")))
                .hasMessage("metric f1 knows no average makro: did you mean macro?");
        assertThatThrownBy(() -> Metrics.of("f1", Map.of("average", "samples")))
                .hasMessageContaining("known are: auto, binary, macro, micro, weighted");
    }

    @Test
    void metricsFitTheirTargets() {
        for (String name : List.of("accuracy", "log_loss", "f1")) {
            Metrics.of(name, Map.of()).check(TWO);
            Metrics.of(name, Map.of()).check(THREE);
        }
        for (String name : List.of("auc", "average_precision")) {
            Metrics.of(name, Map.of()).check(TWO);
        }
        for (String name : List.of("rmse", "mae", "r2")) {
            Metrics.of(name, Map.of()).check(Target.number());
            Metrics.of(name, Map.of()).check(Target.count());
        }
        new TopK(2).check(THREE);
        new F1(F1.Average.BINARY).check(TWO);
    }

    @Test
    void metricThatDoesNotFitNamesOnesThatDo() {
        assertMisfit(
                new Accuracy(),
                Target.number(),
                "metric accuracy is for classes, but the label is a number: use rmse, mae or r2");
        assertMisfit(
                new Auc(),
                THREE,
                "metric auc is for 2 classes, but the label has 3 classes: use accuracy, log_loss or f1");
        assertMisfit(
                new AveragePrecision(),
                Target.count(),
                "metric average_precision is for 2 classes, but the label is a count: use rmse, mae or r2");
        assertMisfit(
                new Rmse(),
                TWO,
                "metric rmse is for numbers and counts, but the label has 2 classes: use accuracy, log_loss or f1");
        assertMisfit(
                new TopK(3),
                THREE,
                "metric top_k with k 3 is always 1, since there are 3 classes: use accuracy or a smaller k");
        assertMisfit(
                new F1(F1.Average.BINARY),
                THREE,
                "metric f1 with average binary is for 2 classes, but the label has 3 classes:"
                        + " use average macro, micro or weighted");
    }

    private static void assertMisfit(Metric metric, Target target, String message) {
        assertThatThrownBy(() -> metric.check(target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
