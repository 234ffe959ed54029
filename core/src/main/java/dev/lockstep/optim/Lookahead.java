package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import dev.lockstep.numeric.Slice;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lookahead around any optimizer: after every few of its steps, the weights go back a part of the way they came. It evens out
 * steps that are too long, so that the rate of the optimizer inside matters less.
 *
 * <pre>{@code
 * θ ← step of the inner optimizer
 * φ ← φ + α (θ − φ),  θ ← φ          after every k steps; φ₀ = θ₀
 * }</pre>
 *
 * <p>As in the paper, the state of the inner optimizer goes on as if nothing had happened. Between two such steps the weights that
 * are evaluated are {@code θ}, or what the inner optimizer makes of it. Neither Keras nor PyTorch have it;
 * names and values are those of TensorFlow Addons. In the paper {@code k} is 5 or 10.
 *
 * @param inner the optimizer that steps
 * @param syncPeriod {@code k}, at least 1
 * @param slowStepSize {@code α}, in (0, 1]
 * @see <a href="https://arxiv.org/abs/1907.08610">Zhang and others, 2019</a>
 */
public record Lookahead(Optimizer inner, long syncPeriod, double slowStepSize) implements Wrapper {
    /** The values of TensorFlow Addons, around Adam. */
    public static final Lookahead DEFAULT = new Lookahead(Adam.DEFAULT, 6, 0.5);

    private static final String SLOW = "slow";

    public Lookahead {
        Checks.atLeast("sync_period", syncPeriod, 1);
        Checks.require(slowStepSize > 0 && slowStepSize <= 1, "slow_step_size", "in (0, 1]", slowStepSize);
        for (Optimizer at = inner; at instanceof Wrapper wrapper; at = wrapper.inner()) {
            Checks.require(
                    at instanceof Decayed || at instanceof CoupledDecay,
                    "inner of lookahead",
                    "a rule, with no more than weight_decay around it",
                    "given other settings, which belong beside it: " + inner);
        }
    }

    static Lookahead of(Settings settings) {
        return new Lookahead(
                decayed(inner(settings), settings),
                settings.wholeNumber("sync_period", DEFAULT.syncPeriod),
                settings.number("slow_step_size", DEFAULT.slowStepSize));
    }

    /** Decay goes inside, since the first slow weights are those before any. */
    private static Optimizer decayed(Optimizer inner, Settings settings) {
        if (!decays(inner)) {
            return Composition.decayed(inner, settings);
        }
        // A group says the decay of a tensor to all that decay: two of them would do it twice.
        settings.optionalNumber("weight_decay").ifPresent(decay -> {
            throw new IllegalArgumentException(
                    "inner of optimizer lookahead has a weight_decay of its own: write this one in its place, inside inner");
        });
        return inner;
    }

    private static boolean decays(Optimizer rule) {
        return rule instanceof Wrapper
                || rule instanceof Lars
                || rule instanceof Muon
                || rule instanceof ScheduleFreeAdamW;
    }

    private static Optimizer inner(Settings settings) {
        if (!(settings.value("inner").orElse("") instanceof Map<?, ?> map)) {
            return Optimizers.of(settings.text("inner", "adam"), Map.of());
        }
        Map<String, Object> own = new LinkedHashMap<>();
        map.forEach((key, value) -> own.put(key.toString(), value));
        Object name = own.remove("name");
        if (name == null) {
            throw new IllegalArgumentException("inner of optimizer lookahead needs a name: write inner: {name: adam}");
        }
        return Optimizers.of(name.toString(), own);
    }

    @Override
    public Lookahead around(Optimizer other) {
        return new Lookahead(other, syncPeriod, slowStepSize);
    }

    @Override
    public OptimizerState newState(ParameterLayout layout) {
        return inner.newState(layout).withSlot(SLOW);
    }

    @Override
    public void update(Update update) {
        float[] slow = update.state().slot(SLOW);
        long step = update.state().step();
        if (step == 1) {
            update.before((slice, rate) ->
                    System.arraycopy(update.theta(), slice.from(), slow, slice.slot(), slice.length()));
        }
        if (step % syncPeriod == 0) {
            update.after((slice, rate) -> goBack(update.theta(), slow, slice));
        }
        inner.update(update);
    }

    private void goBack(float[] theta, float[] slow, Slice slice) {
        float alpha = (float) slowStepSize;
        int shift = slice.shift();
        for (int i = slice.from(); i < slice.to(); i++) {
            float phi = slow[i - shift] + alpha * (theta[i] - slow[i - shift]);
            slow[i - shift] = phi;
            theta[i] = phi;
        }
    }
}
