package dev.lockstep.report;

import dev.lockstep.config.ConfigException;
import dev.lockstep.spark.FileSystems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Pages of runs that are in their folders already, on any Hadoop file system. */
public final class Reports {
    private final Configuration hadoop;

    public Reports(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /**
     * Writes {@code report.html} of a run into its folder, over the one that is there.
     *
     * @return where it is
     * @throws ConfigException if there is no run
     */
    public String write(String folder) throws IOException {
        List<Path> found = folders(List.of(folder));
        if (found.size() > 1) {
            throw new ConfigException(
                    folder + " are " + found.size() + " runs: say where their page belongs with --output FILE");
        }
        return write(found, PageFile.replaced(new Path(found.get(0), RunFolder.REPORT), hadoop));
    }

    /**
     * Writes one page of one or more runs.
     *
     * @param folders of runs; globs name those that match and are runs
     * @param overwrite whether a file that is there may be replaced
     * @return where it is
     * @throws ConfigException if one is no run, or the page cannot be written
     */
    public String write(List<String> folders, String output, boolean overwrite) throws IOException {
        PageFile page = PageFile.named(output, overwrite, hadoop);
        return write(folders(folders), page);
    }

    private String write(List<Path> folders, PageFile page) throws IOException {
        List<String> names = names(folders);
        List<RecordedRun> runs = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            FileSystem files = FileSystems.plain(folders.get(i), hadoop);
            runs.add(RecordedRun.read(files, folders.get(i), names.get(i)));
        }
        return page.write(RunPage.html(runs));
    }

    private List<Path> folders(List<String> given) throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        for (String name : given) {
            Path path = PageFile.path(name);
            FileSystem files = FileSystems.plain(path, hadoop);
            if (files.exists(path) || !isGlob(name)) {
                folders.add(path);
                continue;
            }
            int before = folders.size();
            for (FileStatus match : Optional.ofNullable(files.globStatus(path)).orElse(new FileStatus[0])) {
                if (files.exists(new Path(match.getPath(), RunFolder.METRICS))) {
                    folders.add(match.getPath());
                }
            }
            if (folders.size() == before) {
                throw new ConfigException(name + " matches no run: name output folders of lockstep train");
            }
        }
        return List.copyOf(folders);
    }

    private static boolean isGlob(String name) {
        return name.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /** The last part of each path, if that tells them apart. */
    private static List<String> names(List<Path> folders) {
        List<String> names = folders.stream().map(Path::getName).toList();
        boolean apart =
                new HashSet<>(names).size() == names.size() && names.stream().noneMatch(String::isEmpty);
        return apart ? names : folders.stream().map(Path::toString).toList();
    }
}
