package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Names;
import java.util.OptionalDouble;

/**
 * Tensors that an optimizer treats in their own way.
 *
 * @param match the names of the tensors; {@code *} stands for any number of characters, {@code ?} for one
 * @param learningRateScale what the learning rate is multiplied by, at least 0; empty: not this group's business
 * @param weightDecay in place of the optimizer's, if it has any, at least 0; empty: not this group's business
 * @param frozen whether the tensors stay as they are; then they have no slots, and take no part in norms and decay
 */
public record Group(String match, OptionalDouble learningRateScale, OptionalDouble weightDecay, boolean frozen) {
    public Group {
        Checks.require(!match.isBlank(), "match of a group", "names of tensors, such as layer1.*", match);
        learningRateScale.ifPresent(scale -> Checks.notNegative("learning_rate_scale", scale));
        weightDecay.ifPresent(decay -> Checks.notNegative("weight_decay", decay));
        Checks.require(
                frozen || learningRateScale.isPresent() || weightDecay.isPresent(),
                "group " + match,
                "given a learning_rate_scale, a weight_decay, or frozen: true",
                "without any");
        Checks.require(
                !frozen || (learningRateScale.isEmpty() && weightDecay.isEmpty()),
                "group " + match,
                "either frozen, or given a learning_rate_scale or a weight_decay",
                "both");
    }

    /** Whether a tensor belongs to the group. */
    boolean matches(String tensor) {
        return Names.matches(match, tensor);
    }
}
