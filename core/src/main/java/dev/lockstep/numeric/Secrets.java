package dev.lockstep.numeric;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Keeping passwords and keys out of what is written: configurations, models, messages. */
public final class Secrets {
    /** What stands where a secret was. */
    public static final String MASK = "***";

    private static final String WORDS =
            "(?:secret|password|passwd|token|access.?key|account.key|private.?key|passphrase"
                    + "|api.?key|encryption.key|credential)";

    private static final Pattern KEY = Pattern.compile(WORDS, Pattern.CASE_INSENSITIVE);
    private static final Pattern USER = Pattern.compile("(://[^/@:\\s]*:)[^/\\s]*@");
    private static final Pattern PARAMETER =
            Pattern.compile("([?&;][^=&;?]*" + WORDS + "[^=&;]*=)[^&;]*", Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** Whether a setting with such a key holds a secret. */
    public static boolean isSecret(String key) {
        return KEY.matcher(key).find();
    }

    /** A path or URL without the password in {@code user:password@} and without the values of secret parameters. */
    public static String mask(String url) {
        return PARAMETER
                .matcher(USER.matcher(url).replaceAll("$1" + MASK + "@"))
                .replaceAll("$1" + MASK);
    }

    /** A copy of settings in which secrets are masked, in the same order. */
    public static Map<String, String> mask(Map<String, String> settings) {
        Map<String, String> masked = new LinkedHashMap<>();
        settings.forEach((key, value) -> masked.put(key, isSecret(key) ? MASK : mask(value)));
        return masked;
    }
}
