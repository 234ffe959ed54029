package dev.lockstep.spark;

import dev.lockstep.checkpoint.CheckpointFiles;
import dev.lockstep.checkpoint.LocalFiles;
import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.BlockMissingException;

/** The files of checkpoints on any Hadoop file system. */
public final class HadoopFiles implements CheckpointFiles {
    private static final String LOCAL = "file";
    /** What Hadoop calls the capability to bring what was written so far to disks. */
    private static final String SYNCS = "hsync";
    /** Those that rename a file at once, and not over another. Of others, all that counts is that a manifest is whole. */
    private static final Set<String> RENAME = Set.of("hdfs", "viewfs");

    private final FileSystem files;
    private final Path folder;
    private final Optional<FileContext> renaming;

    private HadoopFiles(FileSystem files, Path folder, Optional<FileContext> renaming) {
        this.files = files;
        this.folder = folder;
        this.renaming = renaming;
    }

    /** The files below a folder, which need not exist; those of this machine without Hadoop, whose way with them is no protection. */
    public static CheckpointFiles of(Path folder, Configuration hadoop) throws IOException {
        FileSystem files = FileSystems.plain(folder, hadoop);
        Path qualified = files.makeQualified(folder);
        String scheme = files.getUri().getScheme();
        if (LOCAL.equals(scheme)) {
            return new LocalFiles(java.nio.file.Path.of(qualified.toUri().getPath()));
        }
        if (RENAME.contains(scheme)) {
            FileContext renaming = FileContext.getFileContext(qualified.toUri(), hadoop);
            return new PatientFiles(new HadoopFiles(files, qualified, Optional.of(renaming)));
        }
        return new HadoopFiles(files, qualified, Optional.empty());
    }

    @Override
    public OutputStream create(String path) throws IOException {
        FSDataOutputStreamBuilder<?, ?> builder = files.createFile(file(path));
        builder.recursive();
        builder.overwrite(false);
        // Object stores look whether there is such a file first, and only this makes them do both at once.
        builder.opt(CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
        List<FSDataOutputStream> made = new ArrayList<>();
        creating(() -> made.add(builder.build()));
        FSDataOutputStream file = made.get(0);
        return new FilterOutputStream(file) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
            }

            @Override
            public void close() throws IOException {
                creating(() -> {
                    try (file) {
                        if (file.hasCapability(SYNCS)) {
                            file.hsync();
                        }
                    }
                });
            }
        };
    }

    private interface Creating {
        void run() throws IOException;
    }

    private static void creating(Creating creating) throws IOException {
        try {
            creating.run();
        } catch (FileAlreadyExistsException e) {
            java.nio.file.FileAlreadyExistsException known =
                    new java.nio.file.FileAlreadyExistsException(e.getMessage());
            known.initCause(e);
            throw known;
        }
    }

    @Override
    public InputStream open(String path) throws IOException {
        return files.open(file(path));
    }

    @Override
    public long length(String path) throws IOException {
        return files.getFileStatus(file(path)).getLen();
    }

    @Override
    public List<String> list(String path) throws IOException {
        try {
            return Arrays.stream(files.listStatus(path.isEmpty() ? folder : file(path)))
                    .map(FileStatus::getPath)
                    .map(Path::getName)
                    .sorted()
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }

    @Override
    public boolean renames() {
        return renaming.isPresent();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        renaming.orElseThrow().rename(file(from), file(to));
    }

    @Override
    public void delete(String path) throws IOException {
        Path file = file(path);
        if (!files.delete(file, true) && files.exists(file)) {
            throw new IOException("cannot delete " + file);
        }
    }

    @Override
    public boolean isDamage(IOException error) {
        return CheckpointFiles.super.isDamage(error)
                || error instanceof ChecksumException
                || error instanceof BlockMissingException;
    }

    private Path file(String path) {
        return new Path(folder, CheckpointFiles.requirePath(path));
    }
}
