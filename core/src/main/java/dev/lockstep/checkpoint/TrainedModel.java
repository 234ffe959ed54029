package dev.lockstep.checkpoint;

import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFiles;
import dev.lockstep.numeric.Checks;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/** A model with its weights, as files: {@code model.safetensors} and {@code model.json}. */
public final class TrainedModel {
    /** The file of the weights. */
    public static final String WEIGHTS = "model.safetensors";

    /** The file of all else. */
    public static final String DESCRIPTION = "model.json";

    private final SavedModel saved;
    private final Model model;
    private final float[] theta;

    /**
     * A model with these weights, which are not copied.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public TrainedModel(SavedModel saved, float[] theta) {
        this(saved, saved.newModel(), theta);
    }

    /**
     * As above, where the model is there already.
     *
     * @param model what {@code saved} says
     */
    public TrainedModel(SavedModel saved, Model model, float[] theta) {
        Checks.require(
                theta.length == model.parameters().size(),
                "number of weights",
                "" + model.parameters().size(),
                theta.length);
        this.saved = saved;
        this.model = model;
        this.theta = theta;
    }

    public SavedModel saved() {
        return saved;
    }

    public Model model() {
        return model;
    }

    /** The weights, uncopied. */
    public float[] theta() {
        return theta;
    }

    /** Writes the files, the description last: where it is, the weights are whole. */
    public void save(ModelFolder folder) throws IOException {
        byte[] description = ModelJson.write(saved);
        try (OutputStream out = new BufferedOutputStream(folder.create(WEIGHTS))) {
            SafeTensorsWriter.write(
                    out,
                    model.parameters(),
                    theta,
                    Map.of("model", saved.model().name(), "loss", saved.loss().name()));
        }
        Optional<byte[]> program = model.program(theta);
        if (program.isPresent()) {
            try (OutputStream out = folder.create(ModelFiles.PROGRAM)) {
                out.write(program.get());
            }
        }
        try (OutputStream out = folder.create(DESCRIPTION)) {
            out.write(description);
        }
    }

    /**
     * The model in a folder, if it is made of data alone.
     *
     * @throws IllegalArgumentException if it is a program
     * @throws CheckpointException if the files are not whole, or are not those of one model
     */
    public static TrainedModel load(ModelFolder folder) throws IOException {
        return load(folder, false);
    }

    /**
     * The model in a folder. Exceptions are those of {@link #load(ModelFolder)}.
     *
     * @param trusted whether it may be a program, which is run: the folder itself cannot say that
     */
    public static TrainedModel load(ModelFolder folder, boolean trusted) throws IOException {
        SavedModel saved;
        try (InputStream in = folder.open(DESCRIPTION)) {
            saved = ModelJson.read(in, DESCRIPTION);
        }
        if (saved.isProgram() && !trusted) {
            throw new IllegalArgumentException(
                    ModelFiles.PROGRAM + " is a program, which may do on every machine of the"
                            + " cluster what you may do there: add --trusted if you know where it comes from");
        }
        Model model;
        try {
            model = saved.newModel(path -> read(folder, ModelFiles.PROGRAM));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CheckpointException(DESCRIPTION, "a model that is known here", String.valueOf(e.getMessage()), e);
        }
        try (InputStream in = folder.open(WEIGHTS)) {
            float[] theta = SafeTensorsReader.read(in, folder.length(WEIGHTS), WEIGHTS, model.parameters());
            return new TrainedModel(saved, model, theta);
        }
    }

    private static byte[] read(ModelFolder folder, String file) throws IOException {
        try (InputStream in = folder.open(file)) {
            return in.readAllBytes();
        }
    }
}
