package dev.lockstep.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder of this machine.
 *
 * @param path made when the first file is
 */
public record LocalFolder(Path path) implements ModelFolder {
    @Override
    public InputStream open(String name) throws IOException {
        return Files.newInputStream(file(name));
    }

    @Override
    public OutputStream create(String name) throws IOException {
        Path file = file(name);
        Files.createDirectories(path);
        return Files.newOutputStream(file);
    }

    @Override
    public long length(String name) throws IOException {
        return Files.size(file(name));
    }

    private Path file(String name) {
        return path.resolve(ModelFolder.requireName(name));
    }
}
