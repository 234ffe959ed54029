package dev.lockstep.checkpoint;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files of this machine. Hadoop's own local file system would not do: of two that create one file there, both may succeed.
 *
 * @param folder made when the first file is
 */
public record LocalFiles(Path folder) implements CheckpointFiles {
    @Override
    public OutputStream create(String path) throws IOException {
        Path file = file(path);
        Path parent = Objects.requireNonNull(file.getParent());
        make(parent);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new FilterOutputStream(Channels.newOutputStream(channel)) {
            private boolean closed;

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
            }

            @Override
            public void close() throws IOException {
                if (!closed) {
                    closed = true;
                    try (channel) {
                        channel.force(true);
                    }
                    forceEntries(parent);
                }
            }
        };
    }

    @Override
    public InputStream open(String path) throws IOException {
        return Files.newInputStream(file(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public long length(String path) throws IOException {
        return Files.size(file(path));
    }

    @Override
    public List<String> list(String path) throws IOException {
        try (Stream<Path> entries = Files.list(path.isEmpty() ? folder : file(path))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    @Override
    public boolean renames() {
        return true;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path target = file(to);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) { // an atomic move would replace it
            throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(file(from), target, StandardCopyOption.ATOMIC_MOVE);
        forceEntries(Objects.requireNonNull(target.getParent()));
    }

    @Override
    public void delete(String path) throws IOException {
        Path root = file(path);
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() { // which does not follow links
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failure)
                            throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        Files.delete(emptied);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** Makes a folder, and those above it; the names of those that it makes are durable then. */
    private static void make(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (Files.isDirectory(folder) || parent == null) {
            return;
        }
        make(parent);
        Files.createDirectories(folder); // which another process may have made by now
        forceEntries(parent);
    }

    /** Makes names in a folder durable, where a folder can be opened. */
    private static void forceEntries(Path parent) throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return; // there, it cannot
        }
        try (FileChannel entries = FileChannel.open(parent, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** @throws IOException if a link on the way leads somewhere else */
    private Path file(String path) throws IOException {
        Path file = folder;
        for (String part : CheckpointFiles.requirePath(path).split("/", -1)) {
            file = file.resolve(part);
            if (Files.isSymbolicLink(file)) {
                throw new IOException(file + " is a link: put the files themselves there");
            }
        }
        return file;
    }
}
