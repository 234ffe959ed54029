package dev.lockstep.optim;

import dev.lockstep.numeric.Settings;

/** What is composed around a rule, as settings say that every optimizer has. */
final class Composition {
    private static final String WEIGHT_DECAY = "weight_decay";

    private Composition() {}

    static Optimizer of(Optimizer rule, Settings settings) {
        return decayed(rule, settings);
    }

    /** A rule that has a weight decay of its own has read the setting by now. */
    private static Optimizer decayed(Optimizer rule, Settings settings) {
        if (settings.wasRead(WEIGHT_DECAY)) {
            return rule;
        }
        return settings.optionalNumber(WEIGHT_DECAY)
                .<Optimizer>map(decay -> new Decayed(rule, decay))
                .orElse(rule);
    }
}
