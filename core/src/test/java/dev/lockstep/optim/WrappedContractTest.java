package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimizer keeps to inside all the wrappers at once. */
final class WrappedContractTest {
    private static final ParameterLayout LAYOUT = ParameterLayout.of(List.of(
            new Parameter("first", List.of(2), true, true),
            new Parameter("mean", List.of(1), false, false),
            new Parameter("matrix", List.of(3, 2), true, true),
            new Parameter("none", List.of(0, 2), true, true),
            new Parameter("bias", List.of(3), true, false)));

    static Stream<Member> everyOptimizer() {
        return Member.all();
    }

    /** Wrappers that have work to do, and do not change the weights. */
    private static Optimizer wrapped(Member member) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "gradient_accumulation_steps", 2,
                "adaptive_clipping", Map.of("clipping", 1e9, "epsilon", 1e9),
                "groups", List.of(Map.of("match", "*", "learning_rate_scale", 0.5))));
        if (!member.name().equals("schedule_free_adamw")) {
            settings.put("use_ema", true);
        }
        return member.optimizer(settings);
    }

    private static float[] gradient(long seed) {
        return OptimizerContractTest.random(LAYOUT.size(), seed);
    }

    /** A gradient twice, which is its own mean, at double the rate, of which the group takes half. */
    private static void updateWrapped(Optimizer optimizer, float[] theta, OptimizerState state, long seed) {
        optimizer.update(theta, gradient(seed), state, 0.02);
        optimizer.update(theta, gradient(seed), state, 0.02);
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void wrappersChangeNothingButWhatTheyAreFor(Member member) {
        Optimizer bare = member.optimizer();
        Optimizer wrapped = wrapped(member);
        float[] alone = gradient(1);
        float[] inside = gradient(1);
        OptimizerState state = bare.newState(LAYOUT);
        OptimizerState wrappedState = wrapped.newState(LAYOUT);
        for (int t = 0; t < 8; t++) {
            double momentum = t % 2 == 0 ? 0.9 : 0.5;
            boolean cycles = state.names().contains("m") || state.names().contains("z");
            (cycles ? bare.withMomentum(momentum) : bare).update(alone, gradient(2 + t), state, 0.01);
            updateWrapped(cycles ? wrapped.withMomentum(momentum) : wrapped, inside, wrappedState, 2 + t);
        }
        assertThat(inside).isEqualTo(alone);
        assertThat(wrappedState.step()).isEqualTo(8);
        assertThat(wrappedState.names()).containsAll(state.names());
        state.names().forEach(name -> assertThat(wrappedState.slot(name)).isEqualTo(state.slot(name)));
    }

    @ParameterizedTest
    @MethodSource("everyOptimizer")
    void stateThatIsRestoredBetweenTwoUpdatesGoesOnWithTheSameBits(Member member) {
        Optimizer optimizer = wrapped(member);
        float[] theta = gradient(1);
        OptimizerState state = optimizer.newState(LAYOUT);
        for (int t = 0; t < 3; t++) {
            optimizer.update(theta, gradient(2 + t), state, 0.01);
        }
        float[] resumed = theta.clone();
        OptimizerState restored = OptimizerStateTest.copy(state, optimizer.newState(LAYOUT));
        for (int t = 3; t < 8; t++) {
            optimizer.update(theta, gradient(2 + t), state, 0.01);
            optimizer.update(resumed, gradient(2 + t), restored, 0.01);
        }
        float[] evaluated = new float[theta.length];
        float[] resumedEvaluated = new float[theta.length];
        optimizer.evaluationWeights(theta, state, evaluated);
        optimizer.evaluationWeights(resumed, restored, resumedEvaluated);
        assertThat(resumed).isEqualTo(theta);
        assertThat(restored).isEqualTo(state);
        assertThat(resumedEvaluated).isEqualTo(evaluated);
    }
}
