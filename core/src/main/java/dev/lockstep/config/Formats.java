package dev.lockstep.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The formats of files, and what the name of a file says about its own. */
public final class Formats {
    public static final String LIBSVM = "libsvm";
    public static final String IDX = "idx";
    public static final String SYNTHETIC = "synthetic";

    /** Those read by this project itself or known well; Spark may have others. */
    public static final List<String> NAMES =
            List.of(LIBSVM, "csv", "tsv", "parquet", "orc", "json", IDX, "table", SYNTHETIC);

    private static final Map<String, String> EXTENSIONS = Map.of(
            "csv", "csv",
            "tsv", "tsv",
            "parquet", "parquet",
            "orc", "orc",
            "json", "json",
            "jsonl", "json",
            "ndjson", "json",
            "svm", LIBSVM,
            "libsvm", LIBSVM);
    private static final List<String> COMPRESSED = List.of(".gz", ".bz2", ".zst", ".lz4", ".snappy", ".deflate");

    private Formats() {}

    /** The format that all of these paths have by their extension; empty if one tells none, or two differ. */
    public static Optional<String> infer(List<String> paths) {
        List<Optional<String>> formats =
                paths.stream().map(Formats::infer).distinct().toList();
        return formats.size() == 1 ? formats.get(0) : Optional.empty();
    }

    private static Optional<String> infer(String path) {
        String file = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String name = file.substring(file.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (name.contains("-idx3-ubyte")) {
            return Optional.of(IDX);
        }
        for (String compressed : COMPRESSED) {
            if (name.endsWith(compressed)) {
                name = name.substring(0, name.length() - compressed.length());
                break;
            }
        }
        int dot = name.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : Optional.ofNullable(EXTENSIONS.get(name.substring(dot + 1)));
    }
}
