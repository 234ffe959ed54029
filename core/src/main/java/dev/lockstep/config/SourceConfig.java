package dev.lockstep.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where rows come from.
 *
 * @param paths of files, folders or globs on any Hadoop file system; empty for {@code synthetic}
 * @param format libsvm, csv, tsv, parquet, orc, json, idx, table, synthetic, or any other that Spark reads
 * @param labels the label files of {@code idx}, one for each path; empty for others
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
    }
}
