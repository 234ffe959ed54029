package dev.lockstep.train;

import dev.lockstep.optim.Lbfgs;
import java.util.Locale;
import java.util.Optional;

/**
 * When L-BFGS is where it wanted to go.
 *
 * @param firstNorm of the gradient at the start
 */
record Convergence(Lbfgs lbfgs, double firstNorm) {
    /** The ending where there is nothing to do. */
    Optional<Ending> atStart() {
        return firstNorm == 0
                ? Optional.of(Ending.converged("the gradient is zero at the first weights"))
                : Optional.empty();
    }

    /** The ending after an iteration from a loss to a point, if it was the last. */
    Optional<Ending> after(double lossBefore, Trial to) {
        double share = to.norm() / firstNorm;
        if (share <= lbfgs.gradientTolerance()) {
            return Optional.of(Ending.converged(String.format(
                    Locale.ROOT,
                    "the gradient fell to %.1e of the first, gradient_tolerance is %s",
                    share,
                    lbfgs.gradientTolerance())));
        }
        double change = Math.abs(lossBefore - to.loss()) / Math.max(Math.abs(lossBefore), Math.abs(to.loss()));
        if (change < lbfgs.lossTolerance()) {
            return Optional.of(Ending.converged(String.format(
                    Locale.ROOT,
                    "the loss changed by %.1e of itself in the last iteration, loss_tolerance is %s",
                    change,
                    lbfgs.lossTolerance())));
        }
        return Optional.empty();
    }

    /** The ending where no step lowers the loss. */
    Ending stalled() {
        return Ending.stalled(
                "no step along the gradient lowers the loss, in up to " + lbfgs.maxLineSearch()
                        + " tries: it is as low as rounding lets it be, or max_line_search is too small, or features need scaling");
    }
}
