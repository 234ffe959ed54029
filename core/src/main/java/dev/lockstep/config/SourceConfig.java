package dev.lockstep.config;

import dev.lockstep.numeric.Checks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where rows come from.
 *
 * @param paths of files, folders or globs on any Hadoop file system; empty for {@code synthetic}
 * @param format libsvm, csv, tsv, parquet, orc, json, idx, table, synthetic, or any other that Spark reads
 * @param labels the label files of {@code idx}, one for each path; empty for others, and where no labels are wanted
 * @param options handed to the reader
 * @param synthetic the settings of {@code synthetic}; empty for others
 */
public record SourceConfig(
        List<String> paths,
        String format,
        List<String> labels,
        Map<String, String> options,
        Map<String, Object> synthetic) {
    public SourceConfig {
        paths = List.copyOf(paths);
        labels = List.copyOf(labels);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        synthetic = Collections.unmodifiableMap(new LinkedHashMap<>(synthetic));
        Checks.require(!format.isBlank(), "format", "given", format);
        Checks.require(
                labels.isEmpty() || (format.equals(Formats.IDX) && labels.size() == paths.size()),
                "labels",
                "as many files as path has for idx, and none for other formats",
                labels);
        boolean made = format.equals(Formats.SYNTHETIC);
        Checks.require(!made || paths.isEmpty(), "path", "left out for synthetic", paths);
        Checks.require(made || synthetic.isEmpty(), "settings of synthetic", "left out for " + format, synthetic);
        Checks.require(
                !paths.isEmpty() || !Formats.NAMES.contains(format) || made, "path", "given for " + format, paths);
    }

    /** Files of one format, read without options. */
    public static SourceConfig files(List<String> paths, String format) {
        return new SourceConfig(paths, format, List.of(), Map.of(), Map.of());
    }
}
