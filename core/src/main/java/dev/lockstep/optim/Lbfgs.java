package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import java.util.List;
import java.util.Map;

/**
 * Settings of L-BFGS, which is no {@link Optimizer} but a training method of its own: it goes along directions that the last
 * gradients of all rows suggest, as far as a line search finds good.
 *
 * <p>At the end of iteration {@code k}, with {@code s = θₖ₊₁ − θₖ} and {@code y = ∇f(θₖ₊₁) − ∇f(θₖ)}:
 *
 * <pre>{@code
 * d = −Hₖ ∇f(θₖ)          by the two-loop recursion over the last m pairs (s, y), from γI with γ = sᵀy / yᵀy
 * θₖ₊₁ = θₖ + α d         α by the strong Wolfe conditions with c₁ = 10⁻⁴, c₂ = 0.9; first tried: 1, at first 1/‖∇f‖
 * }</pre>
 *
 * <p>It ends once the gradient's norm is {@code gradient_tolerance} times that at the start or less, or an iteration has changed
 * the loss by less than {@code loss_tolerance} of it. Breeze, and so Spark ML, compares the gradient with the loss; SciPy
 * compares its largest entry with a number.
 *
 * @param memory {@code m}, the pairs that are kept, at least 1: two vectors of all trained weights each
 * @param gradientTolerance in [0, 1); 0: never ends for this
 * @param lossTolerance in [0, 1); 0: never ends for this
 * @param maxLineSearch the most gradients in the line search of one iteration, at least 1
 * @param groups of tensors that are frozen
 * @see <a href="https://doi.org/10.1007/978-0-387-40065-5">Nocedal and Wright, 2006, algorithms 7.4, 7.5, 3.5, 3.6</a>
 */
public record Lbfgs(int memory, double gradientTolerance, double lossTolerance, int maxLineSearch, List<Group> groups) {
    /** Its name in configurations. */
    public static final String NAME = "lbfgs";

    /** SciPy's memory; tolerances that sums of floats can reach. */
    public static final Lbfgs DEFAULT = new Lbfgs(10, 1e-6, 1e-9, 25, List.of());

    private static final String OF_EACH_STEP =
            "its gradients are of all rows, and its line search measures them: leave it out";

    public Lbfgs {
        Checks.atLeast("memory", memory, 1);
        Checks.decay("gradient_tolerance", gradientTolerance);
        Checks.decay("loss_tolerance", lossTolerance);
        Checks.atLeast("max_line_search", maxLineSearch, 1);
        groups = List.copyOf(groups);
        for (Group group : groups) {
            Checks.require(
                    group.frozen(),
                    "groups of optimizer lbfgs",
                    "frozen: true, since one step is for all tensors",
                    "other settings of " + group.match());
        }
    }

    /**
     * L-BFGS with these settings, and the default of those not given.
     *
     * @throws IllegalArgumentException for an unknown setting, or a value out of range
     */
    public static Lbfgs of(Map<String, ?> settings) {
        Settings read = new Settings("optimizer " + NAME, settings);
        read.refuse("its line search chooses every step: leave it out", "learning_rate", "lr", "momentum", "nesterov");
        read.refuse("write l2 of the loss instead", "weight_decay", "weight_decay_on");
        read.refuse(OF_EACH_STEP, "clipvalue", "clipnorm", "global_clipnorm", "adaptive_clipping");
        read.refuse(OF_EACH_STEP, "centralize_gradients", "gradient_noise", "gradient_accumulation_steps");
        read.refuse("it has no noise to average: leave it out", "use_ema", "ema_momentum", "swa_start", "swa_every");
        Lbfgs lbfgs = new Lbfgs(
                whole("memory", read.wholeNumber("memory", DEFAULT.memory)),
                read.number("gradient_tolerance", DEFAULT.gradientTolerance),
                read.number("loss_tolerance", DEFAULT.lossTolerance),
                whole("max_line_search", read.wholeNumber("max_line_search", DEFAULT.maxLineSearch)),
                Composition.groups(read));
        read.finish();
        return lbfgs;
    }

    private static int whole(String name, long number) {
        Checks.require(number <= Integer.MAX_VALUE, name, "less than 2³¹", number);
        return (int) Math.max(number, Integer.MIN_VALUE);
    }

    /**
     * The layout in which frozen tensors count as not trainable.
     *
     * @throws IllegalArgumentException if a group matches no tensor, or everything is frozen
     */
    public ParameterLayout thawed(ParameterLayout layout) {
        return Grouped.thawed(layout, groups);
    }
}
