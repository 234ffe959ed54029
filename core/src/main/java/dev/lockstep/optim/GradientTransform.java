package dev.lockstep.optim;

/**
 * A change of the gradient before the rule sees it. Transforms are composed with an optimizer by {@link Transformed}, one after
 * the other.
 */
public sealed interface GradientTransform
        permits ClipByValue, ClipByNorm, ClipByGlobalNorm, AdaptiveClip, Centralize, GradientNoise {
    /** Adds the change to an update. */
    void addTo(Update update);

    /** Whether it makes large gradients small. */
    default boolean limits() {
        return true;
    }
}
