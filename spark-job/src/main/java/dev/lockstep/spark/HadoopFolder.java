package dev.lockstep.spark;

import dev.lockstep.checkpoint.ModelFolder;
import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A folder on any Hadoop file system. */
public final class HadoopFolder implements ModelFolder {
    private final FileSystem files;
    private final Path folder;

    private HadoopFolder(FileSystem files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /** The folder of that path, which need not exist. */
    public static HadoopFolder of(Path folder, Configuration hadoop) throws IOException {
        return new HadoopFolder(FileSystems.plain(folder, hadoop), folder);
    }

    /**
     * The model in a folder: that of a model, or that of a run, which has one in it.
     *
     * @param trusted whether it may be a program, which is run
     * @throws ConfigException if there is none, or it is a program and not trusted
     */
    public static TrainedModel loadModel(String path, boolean trusted, Configuration hadoop) throws IOException {
        HadoopFolder folder = ofModel(path, hadoop);
        try {
            return TrainedModel.load(folder, trusted);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(path + ": " + e.getMessage());
        }
    }

    /** The bytes of a file on any Hadoop file system. */
    static byte[] bytes(String path, Configuration hadoop) throws IOException {
        Path file = new Path(path);
        try (InputStream in = FileSystems.of(file, hadoop).open(file)) {
            return in.readAllBytes();
        }
    }

    /** The folder of the model that {@link #loadModel} loads. */
    static HadoopFolder ofModel(String path, Configuration hadoop) throws IOException {
        try {
            Path given = new Path(path);
            for (Path folder : List.of(given, new Path(given, "model"))) {
                HadoopFolder candidate = of(folder, hadoop);
                if (candidate.files.exists(new Path(folder, TrainedModel.DESCRIPTION))) {
                    return candidate;
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(path + " is no path: " + e.getMessage());
        }
        throw new ConfigException(path + " has no model: name the folder of a run, or its model folder, with "
                + TrainedModel.DESCRIPTION + " in it");
    }

    /** Where a file of this folder is. */
    String path(String name) {
        return file(name).toString();
    }

    @Override
    public InputStream open(String name) throws IOException {
        return files.open(file(name));
    }

    @Override
    public OutputStream create(String name) throws IOException {
        return files.create(file(name), true);
    }

    @Override
    public long length(String name) throws IOException {
        return files.getFileStatus(file(name)).getLen();
    }

    private Path file(String name) {
        return new Path(folder, ModelFolder.requireName(name));
    }
}
