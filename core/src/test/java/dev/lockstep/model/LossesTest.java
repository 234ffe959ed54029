package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.data.Target;
import dev.lockstep.numeric.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LossesTest {
    /** Some roundings of numbers near 1 in double. */
    private static final double ROUNDING = 1e-12;

    private static final Target TWO = Target.classes(List.of("no", "yes"));
    private static final Target THREE = Target.classes(List.of("a", "b", "c"));

    /** A loss of a user's own, found on the class path: the absolute error. */
    public static final class AbsoluteProvider implements LossProvider {
        @Override
        public String name() {
            return "test_absolute";
        }

        @Override
        public Loss create(Settings settings) {
            return new Huber(settings.number("knee", 1e-9));
        }
    }

    @Test
    void namesAreOursThenTheUsersOwn() {
        assertThat(Losses.names())
                .containsExactly("squared", "huber", "logistic", "cross_entropy", "poisson", "test_absolute");
    }

    @Test
    void everyNameOfOursMakesTheLossOfThatName() {
        for (String name : List.of("squared", "huber", "logistic", "cross_entropy", "poisson")) {
            assertThat(Losses.of(name, Map.of()).name()).isEqualTo(name);
        }
    }

    @Test
    void settingsReachTheLoss() {
        assertThat(Losses.of("huber", Map.of("delta", 2.5))).isEqualTo(new Huber(2.5));
        assertThat(Losses.of("logistic", Map.of("label_smoothing", 0.1))).isEqualTo(new Logistic(0.1));
        assertThat(Losses.of("cross_entropy", Map.of("label_smoothing", 0.1))).isEqualTo(new CrossEntropy(0.1));
        assertThat(Losses.of("test_absolute", Map.of("knee", 0.5))).isEqualTo(new Huber(0.5));
    }

    @ParameterizedTest
    @CsvSource({
        "mse, here it is called squared",
        "mean_squared_error, here it is called squared",
        "MSE, here it is called squared",
        "binary_crossentropy, here it is called logistic",
        "bce, here it is called logistic",
        "log_loss, here it is called logistic",
        "categorical_crossentropy, here it is called cross_entropy",
        "sparse_categorical_crossentropy, here it is called cross_entropy",
        "poison, did you mean poisson?",
        "hinge, 'known are: squared, huber, logistic, cross_entropy, poisson, test_absolute'"
    })
    void unknownNameIsAnsweredWithOurs(String name, String answer) {
        assertThatThrownBy(() -> Losses.of(name, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown loss " + name + ": " + answer);
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> Losses.of("squared", Map.of("delta", 1))).hasMessageContaining("no setting delta");
        assertThatThrownBy(() -> Losses.of("huber", Map.of("delta", 0)))
                .hasMessage("delta must be positive and finite, but was 0.0");
        assertThatThrownBy(() -> Losses.of("logistic", Map.of("label_smoothing", 1)))
                .hasMessage("label_smoothing must be in [0, 1), but was 1.0");
        assertThatThrownBy(() -> Losses.of("cross_entropy", Map.of("label_smoothing", -0.1)))
                .hasMessage("label_smoothing must be in [0, 1), but was -0.1");
        assertThatThrownBy(() -> Losses.of("cross_entropy", Map.of("label_smoothin", 0.1)))
                .hasMessageContaining("did you mean label_smoothing?");
        assertThatThrownBy(() -> new Logistic(-0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CrossEntropy(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void scoresFollowTheTarget() {
        assertThat(new Squared().scores(Target.number())).isEqualTo(1);
        assertThat(Huber.DEFAULT.scores(Target.number())).isEqualTo(1);
        assertThat(new Poisson().scores(Target.count())).isEqualTo(1);
        assertThat(Logistic.DEFAULT.scores(TWO)).isEqualTo(1);
        assertThat(CrossEntropy.DEFAULT.scores(TWO)).isEqualTo(2);
        assertThat(CrossEntropy.DEFAULT.scores(THREE)).isEqualTo(3);
    }

    @Test
    void lossThatDoesNotFitTheTargetNamesTheOneThatDoes() {
        assertMisfit(
                Logistic.DEFAULT,
                THREE,
                "loss logistic is for 2 classes, but the label has 3 classes: use cross_entropy");
        assertMisfit(
                Logistic.DEFAULT,
                Target.number(),
                "loss logistic is for 2 classes, but the label is a number: use squared");
        assertMisfit(
                CrossEntropy.DEFAULT,
                Target.count(),
                "loss cross_entropy is for classes, but the label is a count: use poisson");
        assertMisfit(new Squared(), TWO, "loss squared is for numbers, but the label has 2 classes: use logistic");
        assertMisfit(Huber.DEFAULT, THREE, "loss huber is for numbers, but the label has 3 classes: use cross_entropy");
        assertMisfit(
                new Poisson(), Target.number(), "loss poisson is for counts, but the label is a number: use squared");
    }

    private static void assertMisfit(Loss loss, Target target, String message) {
        assertThatThrownBy(() -> loss.scores(target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void kindSaysWhatEachIsMadeFor() {
        assertThat(new Squared().kind()).isEqualTo(Target.Kind.NUMBER);
        assertThat(Huber.DEFAULT.kind()).isEqualTo(Target.Kind.NUMBER);
        assertThat(new Poisson().kind()).isEqualTo(Target.Kind.COUNT);
        assertThat(Logistic.DEFAULT.kind()).isEqualTo(Target.Kind.CLASSES);
        assertThat(CrossEntropy.DEFAULT.kind()).isEqualTo(Target.Kind.CLASSES);
    }

    @Test
    void valuesAreKeras() {
        assertThat(value(new Squared(), 5, 2)).isEqualTo(9);
        assertThat(value(Huber.DEFAULT, 2, 2.5f)).isEqualTo(0.125);
        assertThat(value(Huber.DEFAULT, 5, 2)).isEqualTo(2.5);
        assertThat(value(new Huber(2), 0, 5)).isEqualTo(8);
        assertThat(value(new Poisson(), 0, 3)).isEqualTo(1);
        assertThat(value(Logistic.DEFAULT, 0, 1)).isCloseTo(StrictMath.log(2), within(ROUNDING));
        // Smoothed to y = 0.9: log(1 + e²) − 0.9 · 2
        assertThat(value(new Logistic(0.2), 2, 1))
                .isCloseTo(StrictMath.log(1 + StrictMath.exp(2)) - 1.8, within(ROUNDING));
        double logSum = StrictMath.log(StrictMath.exp(1) + StrictMath.exp(2) + StrictMath.exp(4));
        assertThat(value(CrossEntropy.DEFAULT, new float[] {1, 2, 4}, 1)).isCloseTo(logSum - 2, within(ROUNDING));
        // Smoothed to y = (0.1, 0.8, 0.1)
        assertThat(value(new CrossEntropy(0.3), new float[] {1, 2, 4}, 1))
                .isCloseTo(logSum - (0.1 * 1 + 0.8 * 2 + 0.1 * 4), within(ROUNDING));
    }

    private static double value(Loss loss, float score, float label) {
        return value(loss, new float[] {score}, label);
    }

    /** Checked to be the same wherever the row lies, and the one that derivative() returns. */
    private static double value(Loss loss, float[] scores, float label) {
        float[] padded = new float[scores.length + 4];
        System.arraycopy(scores, 0, padded, 3, scores.length);
        double value = loss.value(scores, 0, scores.length, label);
        assertThat(loss.value(padded, 3, 3 + scores.length, label)).isEqualTo(value);
        assertThat(loss.derivative(padded, 3, 3 + scores.length, label, padded)).isEqualTo(value);
        assertThat(padded[2]).isZero();
        assertThat(padded[padded.length - 1]).isZero();
        return value;
    }

    @Test
    void hugeScoresNeitherOverflowNorCancel() {
        assertThat(value(Logistic.DEFAULT, 1000, 1)).isZero();
        assertThat(value(Logistic.DEFAULT, 1000, 0)).isEqualTo(1000);
        assertThat(value(Logistic.DEFAULT, -1000, 1)).isEqualTo(1000);
        assertThat(value(Logistic.DEFAULT, -1000, 0)).isZero();
        assertThat(value(Logistic.DEFAULT, 50, 1)).isEqualTo(StrictMath.log1p(StrictMath.exp(-50)));
        assertThat(value(CrossEntropy.DEFAULT, new float[] {1000, -1000}, 0)).isZero();
        assertThat(value(CrossEntropy.DEFAULT, new float[] {1000, -1000}, 1)).isEqualTo(2000);
        assertThat(value(CrossEntropy.DEFAULT, new float[] {1e38f, -1e38f}, 1)).isCloseTo(2e38, within(1e31));
        assertThat(value(CrossEntropy.DEFAULT, new float[] {50, 0}, 0))
                .isEqualTo(StrictMath.log1p(StrictMath.exp(-50)));
        assertThat(value(new Squared(), 1e30f, -1e30f)).isFinite();
        assertThat(value(Huber.DEFAULT, 1000, -1000)).isEqualTo(1999.5);
        assertThat(value(new Poisson(), -1000, 2)).isEqualTo(2000);
        assertThat(value(new Poisson(), 1000, 2)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void derivativesOfHugeScoresAreExact() {
        assertThat(derivative(Logistic.DEFAULT, 1, 1000)).containsExactly(0);
        assertThat(derivative(Logistic.DEFAULT, 0, 1000)).containsExactly(1);
        assertThat(derivative(Logistic.DEFAULT, 1, -1000)).containsExactly(-1);
        assertThat(derivative(Logistic.DEFAULT, 1, 50)).containsExactly((float) -StrictMath.exp(-50));
        assertThat(derivative(CrossEntropy.DEFAULT, 1, 1000, -1000)).containsExactly(1, -1);
        assertThat(derivative(CrossEntropy.DEFAULT, 0, 50, 0))
                .containsExactly((float) -StrictMath.exp(-50), (float) StrictMath.exp(-50));
        assertThat(derivative(Huber.DEFAULT, 0, -1000)).containsExactly(-1);
    }

    private static float[] derivative(Loss loss, float label, float... scores) {
        loss.derivative(scores, 0, scores.length, label, scores);
        return scores;
    }

    @Test
    void predictionsAreProbabilitiesOrNumbers() {
        assertThat(prediction(new Squared(), -3)).containsExactly(-3);
        assertThat(prediction(Huber.DEFAULT, 7)).containsExactly(7);
        assertThat(prediction(new Poisson(), 0)).containsExactly(1);
        assertThat(prediction(Logistic.DEFAULT, 0)).containsExactly(0.5, 0.5);
        assertThat(prediction(Logistic.DEFAULT, 1000)).containsExactly(0, 1);
        assertThat(prediction(Logistic.DEFAULT, -50)[1]).isCloseTo(StrictMath.exp(-50), within(1e-30));
        assertThat(prediction(CrossEntropy.DEFAULT, 3, 3, 3, 3)).containsExactly(0.25, 0.25, 0.25, 0.25);
        assertThat(prediction(CrossEntropy.DEFAULT, -1000, 1000)).containsExactly(0, 1);
    }

    private static double[] prediction(Loss loss, float... scores) {
        double[] prediction = new double[loss.predictions(scores.length)];
        float[] padded = new float[scores.length + 2];
        System.arraycopy(scores, 0, padded, 2, scores.length);
        loss.predict(padded, 2, padded.length, prediction);
        return prediction;
    }
}
