package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.numeric.ParameterLayout;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is peculiar to single rules, where it would not show in their trajectories. */
final class ElementwiseTest {
    /** A few roundings of float. */
    private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

    private static float[] step(Optimizer optimizer, OptimizerState state, float gradient, double rate) {
        float[] theta = {0};
        optimizer.update(theta, new float[] {gradient}, state, rate);
        return theta;
    }

    @Test
    void pytorchsRateIsOutsideTheVelocity() {
        Optimizer sgd = new TorchSgd(0.9, 0, false);
        OptimizerState state = sgd.newState(1);
        assertThat(step(sgd, state, 1, 0.1)[0]).isEqualTo(-0.1f);
        assertThat(step(sgd, state, 1, 0.01)[0]).isCloseTo(-0.019f, ROUNDING); // Keras: −0.1
    }

    @Test
    void theFirstGradientIsNotDampened() {
        Optimizer sgd = new TorchSgd(0.5, 0.25, false);
        OptimizerState state = sgd.newState(1);
        assertThat(step(sgd, state, 1, 1)).containsExactly(-1);
        assertThat(step(sgd, state, 1, 1)).containsExactly(-1.25f);
    }

    @Test
    void dampeningDoesNotGoWithNesterov() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TorchSgd(0.9, 0.1, true))
                .withMessage("dampening must be 0 with nesterov, but was 0.1");
    }

    @ParameterizedTest
    @CsvSource({"sgd,pytorch,-1,-2,-1", "rmsprop,keras,-1,-1,-0.5", "rmsprop,pytorch,-1,-1,-0.5"})
    void momentumMayGoDownToZeroAndUpAgain(String name, String flavor, float first, float second, float third) {
        Map<String, Object> settings = name.equals("sgd")
                ? Map.of("momentum", 0.5, "flavor", flavor)
                : Map.of("momentum", 0.5, "flavor", flavor, "rho", 0, "epsilon", 1e-20);
        Optimizer optimizer = Optimizers.of(name, settings);
        OptimizerState state = optimizer.newState(1);
        assertThat(step(optimizer, state, 1, 1)[0]).isCloseTo(first, ROUNDING);
        assertThat(step(optimizer.withMomentum(0), state, 2, 1)[0]).isCloseTo(second, ROUNDING);
        assertThat(step(optimizer, state, 0, 1)[0]).isCloseTo(third, ROUNDING);
    }

    @Test
    void withoutMomentumThereIsNoSlotForItAndUnlessCenteredNoMean() {
        ParameterLayout layout = ParameterLayout.vector(3);
        assertThat(new TorchSgd(0, 0, false).newState(layout).names()).isEmpty();
        assertThat(new TorchSgd(0.1, 0, false).newState(layout).names()).containsExactly("velocity");
        assertThat(new RmsProp(0.9, 0, 1e-7, false).newState(layout).names()).containsExactly("v");
        assertThat(new RmsProp(0.9, 0.1, 1e-7, true).newState(layout).names()).containsExactly("v", "mean", "momentum");
        assertThat(new TorchRmsProp(0.9, 0, 1e-7, true).newState(layout).names())
                .containsExactly("v", "mean");
        assertThat(TorchAdam.DEFAULT.newState(layout).names()).containsExactly("m", "v");
        assertThat(new TorchAdam(0.9, 0.9, 1e-7, true).newState(layout).names()).containsExactly("m", "v", "v_max");
    }

    @Test
    void epsilonIsInsideKerassRootsAndOutsidePytorchs() {
        Optimizer keras = new RmsProp(0, 0, 0.5, false);
        assertThat(step(keras, keras.newState(1), 2, 1)[0]).isCloseTo((float) (-2 / Math.sqrt(4.5)), ROUNDING);
        Optimizer pytorch = new TorchRmsProp(0, 0, 0.5, false);
        assertThat(step(pytorch, pytorch.newState(1), 2, 1)[0]).isCloseTo(-2 / 2.5f, ROUNDING);
        keras = new Adagrad(0, 0.5);
        assertThat(step(keras, keras.newState(1), 2, 1)[0]).isCloseTo((float) (-2 / Math.sqrt(4.5)), ROUNDING);
        pytorch = new TorchAdagrad(0, 0, 0.5);
        assertThat(step(pytorch, pytorch.newState(1), 2, 1)[0]).isCloseTo(-2 / 2.5f, ROUNDING);
    }

    @Test
    void aConstantGradientLeavesTheVarianceAtZeroAndNotBelow() {
        Optimizer centered = new RmsProp(0.5, 0, 1e-7, true);
        OptimizerState state = centered.newState(1);
        for (int t = 0; t < 500; t++) {
            assertThat(step(centered, state, 0.1f, 0.1)[0]).isFinite();
            assertThat(state.slot("v")[0]).isNotNegative();
        }
        assertThat(state.slot("v")[0]).isLessThan(1e-12f);
        assertThat(state.slot("mean")[0]).isCloseTo(0.1f, ROUNDING);
    }

    @Test
    void theProductOfNadamsMomentaGrowsOnceAStepOverAllSlicesAndTensors() {
        for (Optimizer nadam : new Optimizer[] {new Nadam(0.5, 0.9, 1e-7), new TorchNadam(0.5, 0.9, 1e-7, 1)}) {
            OptimizerState state = nadam.newState(300_000);
            float[] theta = new float[300_000];
            nadam.update(theta, new float[300_000], state, 0.1);
            nadam.update(theta, new float[300_000], state, 0.1);
            double first = 0.5 * (1 - 0.5 * 0.96);
            assertThat(state.number("mu_product"))
                    .isCloseTo(first * 0.5 * (1 - 0.5 * 0.96 * 0.96), Offset.offset(1e-15));
        }
    }

    @Test
    void lionStepsByTheRateHoweverSmallTheGradientAndNotAtAllWithoutOne() {
        Optimizer lion = new Lion(0, 0.5);
        for (float gradient : new float[] {Float.MIN_VALUE, Float.MIN_NORMAL, 1, Float.MAX_VALUE}) {
            assertThat(step(lion, lion.newState(1), gradient, 0.25)).containsExactly(-0.25f);
            assertThat(step(lion, lion.newState(1), -gradient, 0.25)).containsExactly(0.25f);
        }
        assertThat(step(lion, lion.newState(1), 0, 0.25)).containsExactly(0);
        assertThat(step(lion, lion.newState(1), -0f, 0.25)).containsExactly(0);
    }

    @Test
    void anL1PenaltyMakesFtrlsWeightsExactlyZero() {
        Optimizer ftrl = Optimizers.of("ftrl", Map.of("l1_regularization_strength", 1));
        OptimizerState state = ftrl.newState(2);
        float[] theta = {0, 0};
        for (int t = 0; t < 4; t++) {
            ftrl.update(theta, new float[] {t % 2 == 0 ? 0.9f : -0.9f, -0.9f}, state, 0.1);
        }
        assertThat(theta[0]).isZero();
        assertThat(theta[1]).isGreaterThan(0.1f);
    }

    @ParameterizedTest
    @CsvSource({"0", "1e-40"})
    void ftrlLeavesAllAsItIsAtARateThatItCannotDivideBy(double rate) {
        OptimizerState state = Ftrl.DEFAULT.newState(1);
        assertThat(step(Ftrl.DEFAULT, state, 1, rate)).containsExactly(0);
        assertThat(state.slot("n")).containsExactly(0.1f);
        assertThat(state.slot("z")).containsExactly(0);
    }

    @Test
    void sumsStartAtTheirInitialValue() {
        assertThat(Adagrad.DEFAULT.newState(2).slot("sum")).containsExactly(0.1f, 0.1f);
        assertThat(new TorchAdagrad(0.5, 0, 1e-10).newState(1).slot("sum")).containsExactly(0.5f);
        assertThat(TorchAdagrad.DEFAULT.newState(1).slot("sum")).containsExactly(0);
    }

    @Test
    void eachFlavorHasItsRate() {
        Map<String, Double> keras = Map.ofEntries(
                Map.entry("adagrad", 0.001),
                Map.entry("rmsprop", 0.001),
                Map.entry("adadelta", 0.001),
                Map.entry("adamw", 0.001),
                Map.entry("adamax", 0.001),
                Map.entry("nadam", 0.001),
                Map.entry("radam", 0.001),
                Map.entry("lion", 0.001),
                Map.entry("ftrl", 0.001));
        keras.forEach(
                (name, rate) -> assertThat(new Member(name, false).optimizer().defaultLearningRate())
                        .as(name)
                        .isEqualTo(rate));
        Map<String, Double> pytorch = Map.of(
                "sgd", 0.001,
                "adagrad", 0.01,
                "rmsprop", 0.01,
                "adadelta", 1.0,
                "adam", 0.001,
                "adamw", 0.001,
                "adamax", 0.002,
                "nadam", 0.002);
        assertThat(pytorch.keySet()).containsExactlyInAnyOrderElementsOf(Optimizers.pytorchNames());
        pytorch.forEach(
                (name, rate) -> assertThat(new Member(name, true).optimizer().defaultLearningRate())
                        .as(name)
                        .isEqualTo(rate));
    }

    @Test
    void weightDecayIsDecoupledInAdamwAndCoupledInTheRestOfPytorch() {
        assertThat(Optimizers.of("adamw", Map.of())).isEqualTo(new Decayed(Adam.DEFAULT, 0.004));
        assertThat(Optimizers.of("adamw", Map.of("weight_decay", 0.1))).isEqualTo(new Decayed(Adam.DEFAULT, 0.1));
        assertThat(Optimizers.of("adamw", Map.of("flavor", "pytorch"))).isEqualTo(new Decayed(TorchAdam.DEFAULT, 0.01));
        assertThat(Optimizers.of("adam", Map.of("flavor", "pytorch", "weight_decay", 0.1)))
                .isEqualTo(new CoupledDecay(TorchAdam.DEFAULT, 0.1));
    }

    @Test
    void flavorsThatAreNoneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("adam", Map.of("flavor", "jax")))
                .withMessage("flavor must be keras or pytorch, but was jax");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.of("lion", Map.of("flavor", "pytorch")))
                .withMessageContaining("optimizer lion has no flavor pytorch, which is for sgd, adagrad,");
        assertThat(Optimizers.of("adam", Map.of("flavor", "keras"))).isEqualTo(Adam.DEFAULT);
    }
}
