package dev.lockstep.checkpoint;

import dev.lockstep.numeric.Checks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.regex.Pattern;

/** A folder of files on whatever file system there is. Files are named by {@link #requireName names} that cannot leave it. */
public interface ModelFolder {
    /** What names of files look like. */
    Pattern NAME = Pattern.compile("[a-z0-9_-][a-z0-9._-]{0,127}");

    InputStream open(String name) throws IOException;

    /** A new file, or an emptied one. */
    OutputStream create(String name) throws IOException;

    /** The number of its bytes. */
    long length(String name) throws IOException;

    /** The name, if it is one: small letters, digits and {@code . _ -}, at most 128 of them, no dot at the start. */
    static String requireName(String name) {
        Checks.require(NAME.matcher(name).matches(), "name of a file", "of a-z, 0-9, _, - and .", name);
        return name;
    }
}
