package dev.lockstep.config;

import dev.lockstep.numeric.Secrets;
import java.util.Map;

/**
 * Texts to be written, without the secrets in them.
 *
 * @param references to the environment, by the secrets that they stand for
 */
record SecretTexts(Map<String, String> references) {
    /** Text with references to the environment, which is written as it is. */
    record Reference(String text) {}

    /** A text that may have a secret in it. */
    Object open(String text) {
        return references.containsKey(text) ? hidden(text) : Secrets.mask(text);
    }

    /** What stands for a secret: the reference that it came by, or a mask. */
    Object hidden(String secret) {
        String reference = references.get(secret);
        return reference == null ? Secrets.MASK : new Reference(reference);
    }
}
