package dev.lockstep.spark;

import dev.lockstep.config.SourceConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Files, folders and globs of a source, on any Hadoop file system. */
final class SourceFiles {
    private SourceFiles() {}

    /** Checks that each path of the source leads somewhere. */
    static void check(Configuration hadoop, SourceConfig source) {
        if (source.paths().isEmpty()) {
            throw new DataException("a source in format " + source.format() + " needs a path");
        }
        source.paths().forEach(path -> matching(hadoop, path));
    }

    /**
     * What a path or glob stands for, sorted by path.
     *
     * @throws DataException if that is nothing
     */
    static List<FileStatus> matching(Configuration hadoop, String pathOrGlob) {
        try {
            Path path = new Path(pathOrGlob);
            FileSystem files = FileSystems.of(path, hadoop);
            FileStatus[] found = files.globStatus(path);
            if (found == null || found.length == 0) {
                throw new DataException("no such file: " + pathOrGlob + " (looked for " + files.makeQualified(path)
                        + "); give an existing file, folder or glob");
            }
            Arrays.sort(found);
            return new ArrayList<>(Arrays.asList(found));
        } catch (IOException | IllegalArgumentException e) {
            throw new DataException(
                    "cannot look for " + pathOrGlob + ": " + ReadFaults.oneLine(e)
                            + "; check the path and the rights to it",
                    e);
        }
    }
}
