package dev.lockstep.spark;

import dev.lockstep.config.DataConfig;
import dev.lockstep.config.PartConfig;
import dev.lockstep.config.SourceConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * What tells the data of a run from other data: for each part how many files it has, their bytes, and a hash of their names, lengths,
 * and beginnings and ends; of many files, only some are opened. What rows are made of them is compared beside.
 */
public final class DataFingerprint {
    /** How the keys end that it has. */
    public static final String FILES = ".files";

    private static final int MOST_OPENED = 16;
    private static final int SAMPLE_BYTES = 1 << 16;

    private final Configuration hadoop;
    private final Map<String, String> parts = new TreeMap<>();

    private DataFingerprint(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /** Of each part with files of its own, by its key. */
    public static Map<String, String> of(DataConfig data, Configuration hadoop) {
        DataFingerprint fingerprint = new DataFingerprint(hadoop);
        try {
            fingerprint.add("data.train" + FILES, data.train());
            fingerprint.add("data.validation" + FILES, data.validation());
            fingerprint.add("data.test" + FILES, data.test());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the files of the data: " + e.getMessage(), e);
        }
        return fingerprint.parts;
    }

    private void add(String key, PartConfig part) throws IOException {
        if (part instanceof PartConfig.Source own) {
            add(key, own.source());
        }
    }

    private void add(String key, SourceConfig source) throws IOException {
        List<String> paths = new ArrayList<>(source.paths());
        paths.addAll(source.labels());
        if (paths.isEmpty()) {
            return;
        }
        List<FileStatus> files = new ArrayList<>();
        for (String path : paths) {
            for (FileStatus found : SourceFiles.matching(hadoop, path)) {
                addFiles(found, files);
            }
        }
        parts.put(key, shown(files));
    }

    /** In the order of their paths. */
    private void addFiles(FileStatus found, List<FileStatus> to) throws IOException {
        if (found.isFile()) {
            to.add(found);
            return;
        }
        TreeMap<String, FileStatus> below = new TreeMap<>();
        RemoteIterator<LocatedFileStatus> files =
                FileSystems.of(found.getPath(), hadoop).listFiles(found.getPath(), true);
        while (files.hasNext()) {
            FileStatus file = files.next();
            below.put(file.getPath().toString(), file);
        }
        to.addAll(below.values());
    }

    private String shown(List<FileStatus> files) throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        for (int i = 0; i < files.size(); i++) {
            FileStatus file = files.get(i);
            digest.update(file.getPath().getName().getBytes(StandardCharsets.UTF_8));
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, file.getLen()));
            bytes += file.getLen();
            // Every one of few, and of many as many, evenly spread.
            if ((long) i * MOST_OPENED / files.size() != (i - 1L) * MOST_OPENED / files.size() || i == 0) {
                sample(file, digest);
            }
        }
        String hash = HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        return files.size() + (files.size() == 1 ? " file of " : " files of ") + bytes + " bytes, " + hash;
    }

    private void sample(FileStatus file, MessageDigest digest) throws IOException {
        Path path = file.getPath();
        FileSystem files = FileSystems.of(path, hadoop);
        int count = (int) Math.min(SAMPLE_BYTES, file.getLen());
        byte[] sample = new byte[count];
        try (FSDataInputStream in = files.open(path)) {
            in.readFully(0, sample);
            digest.update(sample);
            in.readFully(file.getLen() - count, sample);
            digest.update(sample);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
