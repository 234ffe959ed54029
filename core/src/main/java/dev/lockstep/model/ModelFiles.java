package dev.lockstep.model;

import java.io.IOException;

/** Opens the files that settings of a model name. */
@FunctionalInterface
public interface ModelFiles {
    /** What a saved model calls the program that it is, beside its weights. */
    String PROGRAM = "model.pt";

    /** Has none: for models that are made of settings alone. */
    ModelFiles NONE = path -> {
        throw new IOException(path + " cannot be read here");
    };

    /** The bytes of a file. */
    byte[] read(String path) throws IOException;
}
