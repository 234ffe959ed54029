package dev.lockstep.report;

import dev.lockstep.config.ConfigException;
import dev.lockstep.spark.FileSystems;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A page that a command leaves in one file, on any Hadoop file system. */
final class PageFile {
    private final FileSystem files;
    private final Path path;

    private PageFile(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    /** A file that may be there already, and is replaced. */
    static PageFile replaced(Path path, Configuration hadoop) throws IOException {
        return new PageFile(FileSystems.plain(path, hadoop), path);
    }

    /**
     * The file that an option names.
     *
     * @param overwrite whether one that is there may be replaced
     * @throws ConfigException if it cannot be written
     */
    static PageFile named(String output, boolean overwrite, Configuration hadoop) throws IOException {
        PageFile page = replaced(path(output), hadoop);
        boolean there = page.files.exists(page.path);
        if (there && page.files.getFileStatus(page.path).isDirectory()) {
            throw new ConfigException(
                    "--output " + output + " is a folder: name a file in it, for example " + output + "/page.html");
        }
        if (there && !overwrite) {
            throw new ConfigException("--output " + output + " exists: add --overwrite to replace it");
        }
        return page;
    }

    /**
     * Writes the page: whole, or not at all.
     *
     * @return where it is
     * @throws ConfigException if it cannot be written
     */
    String write(String html) {
        try {
            WholeFile.write(files, path, html);
        } catch (IOException e) {
            throw new ConfigException(
                    "cannot write " + path + ": " + e.getMessage() + "; say another place with --output FILE");
        }
        return path.toString();
    }

    static Path path(String name) {
        try {
            return new Path(name);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("'" + name + "' is no path: " + e.getMessage());
        }
    }
}
