package dev.lockstep.checkpoint;

import dev.lockstep.numeric.Checks;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files below one folder, on whatever file system there is: what checkpoints ask of it, and no more. Names are {@link
 * #requirePath paths} that cannot leave the folder.
 */
public interface CheckpointFiles {
    /** What each part of a path looks like. */
    Pattern PART = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

    /**
     * A new file; folders above it are made. What was written may be there in part until the stream is closed, and is durable then.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one already, here or when the stream is closed: of several that
     *     try at once, at most one gets it
     */
    OutputStream create(String path) throws IOException;

    InputStream open(String path) throws IOException;

    /** The number of a file's bytes. */
    long length(String path) throws IOException;

    /** The names of the files and folders in a folder, sorted; none where there is no such folder. */
    List<String> list(String folder) throws IOException;

    /** Whether a file can be {@linkplain #rename renamed} at once; else one is there whole as soon as it is closed, or not at all. */
    boolean renames();

    /** Gives a file of a folder another name in it, durably, which no file has yet. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file, or a folder with all that is in it; nothing where there is none. */
    void delete(String path) throws IOException;

    /** Whether an error of reading says that a file is not, or not all, what was written; not that it cannot be read at the moment. */
    default boolean isDamage(IOException error) {
        return error instanceof CheckpointException
                || error instanceof EOFException
                || error instanceof FileNotFoundException
                || error instanceof NoSuchFileException;
    }

    /** The path, if it is one: parts of letters, digits and {@code . _ -}, none of which begins with a dot, with slashes between. */
    static String requirePath(String path) {
        for (String part : path.split("/", -1)) {
            Checks.require(PART.matcher(part).matches(), "name of a file", "of a-z, A-Z, 0-9, _, - and .", path);
        }
        return path;
    }
}
