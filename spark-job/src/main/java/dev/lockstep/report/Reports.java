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
        return write(found, new Path(found.get(0), RunFolder.REPORT));
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
        Path page = path(output);
        FileSystem files = FileSystems.plain(page, hadoop);
        Optional<FileStatus> there = status(files, page);
        if (there.isPresent() && there.get().isDirectory()) {
            throw new ConfigException("--output " + output + " is a folder: name a file in it, for example " + output
                    + "/comparison.html");
        }
        if (there.isPresent() && !overwrite) {
            throw new ConfigException("--output " + output + " exists: add --overwrite to replace it");
        }
        return write(folders(folders), page);
    }

    private String write(List<Path> folders, Path page) throws IOException {
        List<String> names = names(folders);
        List<RecordedRun> runs = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            FileSystem files = FileSystems.plain(folders.get(i), hadoop);
            runs.add(RecordedRun.read(files, folders.get(i), names.get(i)));
        }
        String html = RunPage.html(runs);
        try {
            WholeFile.write(FileSystems.plain(page, hadoop), page, html);
        } catch (IOException e) {
            throw new ConfigException(
                    "cannot write " + page + ": " + e.getMessage() + "; say another place with --output FILE");
        }
        return page.toString();
    }

    private List<Path> folders(List<String> given) throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        for (String name : given) {
            Path path = path(name);
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

    private static Optional<FileStatus> status(FileSystem files, Path path) throws IOException {
        return files.exists(path) ? Optional.of(files.getFileStatus(path)) : Optional.empty();
    }

    private static Path path(String name) {
        try {
            return new Path(name);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("'" + name + "' is no path: " + e.getMessage());
        }
    }
}
