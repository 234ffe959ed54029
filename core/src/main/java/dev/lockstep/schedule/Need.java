package dev.lockstep.schedule;

/**
 * How long a run must be for a schedule to do what it is there for.
 *
 * @param key the setting to shorten where it is not
 * @param steps in updates
 */
public record Need(String key, long steps) {
    static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
