package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.VersionInfo;

/** The Hadoop file systems of paths. */
public final class FileSystems {
    /** The packages that bring those that are not in Spark, without their version, which is Hadoop's. */
    private static final Map<String, String> PACKAGES = Map.of(
            "s3a", "org.apache.hadoop:hadoop-aws",
            "abfs", "org.apache.hadoop:hadoop-azure",
            "abfss", "org.apache.hadoop:hadoop-azure",
            "wasb", "org.apache.hadoop:hadoop-azure",
            "wasbs", "org.apache.hadoop:hadoop-azure");

    private FileSystems() {}

    /**
     * The file system of a path.
     *
     * @throws ConfigException naming the package, if it is none that is here
     */
    public static FileSystem of(Path path, Configuration hadoop) throws IOException {
        try {
            return path.getFileSystem(hadoop);
        } catch (UnsupportedFileSystemException e) {
            throw missing(path);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof ClassNotFoundException) {
                throw missing(path);
            }
            throw e;
        }
    }

    /**
     * The file system of a path, for files of ours: the checksum files of Hadoop's local one would lie about beside them.
     *
     * @throws ConfigException as above
     */
    public static FileSystem plain(Path path, Configuration hadoop) throws IOException {
        FileSystem files = of(path, hadoop);
        return files instanceof LocalFileSystem local ? local.getRaw() : files;
    }

    private static ConfigException missing(Path path) {
        String scheme = Optional.ofNullable(path.toUri().getScheme()).orElse("").toLowerCase(Locale.ROOT);
        String name = PACKAGES.get(scheme);
        String remedy = scheme.startsWith("s3") && name == null
                ? "write s3a://, and bring it along with --packages " + PACKAGES.get("s3a") + ":"
                        + VersionInfo.getVersion()
                : name == null
                        ? "check the path, or bring its library along with --packages group:artifact:version"
                        : "bring it along with --packages " + name + ":" + VersionInfo.getVersion();
        return new ConfigException(path + ": there is no file system " + scheme + ":// here; " + remedy);
    }
}
