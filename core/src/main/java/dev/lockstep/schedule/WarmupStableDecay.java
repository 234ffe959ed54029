package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import java.util.Optional;

/**
 * A rate that rises along a line, stays for most of the run, and falls at its end: a run can be made longer from any point of the
 * middle.
 *
 * <pre>{@code
 * η(t) = η₋ + (η₀ − η₋) t / w                     t < w
 *      = η₀                                       w ≤ t < N − d
 *      = η₀ + (η₁ − η₀) c((t − N + d) / d)        t ≥ N − d        c(x) = x, √x or ½ (1 − cos π x)
 * }</pre>
 *
 * <p>Keras and PyTorch have none. The first paper falls exponentially; the second one compares, and finds {@code √x} best.
 *
 * @param learningRate {@code η₀}, positive
 * @param startLearningRate {@code η₋}, in [0, η₀]
 * @param endLearningRate {@code η₁}, in [0, η₀]
 * @param curve {@code c}
 * @see <a href="https://arxiv.org/abs/2404.06395">Hu and others, 2024</a>
 * @see <a href="https://arxiv.org/abs/2405.18392">Hägele and others, 2024</a>
 */
public record WarmupStableDecay(
        double learningRate, double startLearningRate, double endLearningRate, Parts parts, Curve curve)
        implements LearningRateSchedule {
    /**
     * Its steps.
     *
     * @param warmup {@code w}, at least 0
     * @param decay {@code d}, at least 1
     * @param total {@code N}, at least {@code w + d}
     */
    public record Parts(long warmup, long decay, long total) {
        public Parts {
            Checks.atLeast("warmup_steps", warmup, 0);
            Checks.atLeast("decay_steps", decay, 1);
            if (warmup > total - decay) {
                throw new IllegalArgumentException(
                        "warmup_steps and decay_steps must fit into total_steps, or into the run");
            }
        }
    }

    public WarmupStableDecay {
        Checks.positive("learning_rate", learningRate);
        Checks.notNegative("start_learning_rate", startLearningRate);
        Checks.notNegative("end_learning_rate", endLearningRate);
        Checks.require(
                startLearningRate <= learningRate,
                "start_learning_rate",
                "at most learning_rate, " + learningRate,
                startLearningRate);
        Checks.require(
                endLearningRate <= learningRate,
                "end_learning_rate",
                "at most learning_rate, " + learningRate,
                endLearningRate);
    }

    static WarmupStableDecay of(Settings settings, Run run) {
        return new WarmupStableDecay(
                settings.requiredNumber("learning_rate"),
                settings.number("start_learning_rate", 0),
                settings.number("end_learning_rate", 0),
                new Parts(
                        settings.requiredWholeNumber("warmup_steps"),
                        settings.requiredWholeNumber("decay_steps"),
                        OneCycle.total(settings, run)),
                Curve.of(settings, "decay_curve", Curve.LINEAR, Curve.SQRT, Curve.COSINE));
    }

    @Override
    public double at(long step) {
        if (step < parts.warmup) {
            return Curve.LINEAR.between(startLearningRate, learningRate, (double) step / parts.warmup);
        }
        long decaying = Math.max(0, step - (parts.total - parts.decay));
        return curve.between(learningRate, endLearningRate, Math.min(1, (double) decaying / parts.decay));
    }

    @Override
    public Optional<Need> need() {
        return Optional.of(new Need("total_steps", parts.total));
    }
}
