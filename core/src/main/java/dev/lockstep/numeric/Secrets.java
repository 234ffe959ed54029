package dev.lockstep.numeric;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeping passwords and keys out of what is written: configurations, models, messages. */
public final class Secrets {
    /** What stands where a secret was. */
    public static final String MASK = "***";

    private static final String WORDS =
            "(?:secret|password|passwd|token|access.?key|account.key|private.?key|passphrase"
                    + "|api.?key|encryption.key|credential)";

    private static final Pattern KEY = Pattern.compile(WORDS, Pattern.CASE_INSENSITIVE);
    private static final String USER_TEXT = "(://[^/@:\\s]*:)[^/\\s]*@";
    private static final Pattern USER = Pattern.compile(USER_TEXT);
    private static final Pattern PARAMETER =
            Pattern.compile("([?&;][^=&;?]*" + WORDS + "[^=&;]*=)[^&;]*", Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** Whether a setting with such a key holds a secret. */
    public static boolean isSecret(String key) {
        return KEY.matcher(key).find();
    }

    /** What finds the keys of {@link #isSecret}, as a regular expression for others to search with. */
    public static String keys() {
        return "(?i)" + WORDS;
    }

    /** What finds {@code ://user:password@} in a text, as a regular expression for others to search with. */
    public static String passwords() {
        return USER_TEXT;
    }

    /** A path or URL without the password in {@code user:password@} and without the values of secret parameters. */
    public static String mask(String url) {
        return PARAMETER
                .matcher(USER.matcher(url).replaceAll("$1" + MASK + "@"))
                .replaceAll("$1" + MASK);
    }

    /** Where in a path or URL the characters are that {@link #mask(String)} hides. */
    public static BitSet hidden(String url) {
        BitSet hidden = new BitSet();
        for (Matcher user = USER.matcher(url); user.find(); ) {
            hidden.set(user.end(1), user.end() - 1);
        }
        for (Matcher parameter = PARAMETER.matcher(url); parameter.find(); ) {
            hidden.set(parameter.end(1), parameter.end());
        }
        return hidden;
    }
}
