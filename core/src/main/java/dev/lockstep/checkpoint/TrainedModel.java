package dev.lockstep.checkpoint;

import dev.lockstep.model.Model;
import dev.lockstep.numeric.Checks;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

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

    private TrainedModel(SavedModel saved, Model model, float[] theta) {
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

    /** Writes both files, the description last: where it is, the weights are whole. */
    public void save(ModelFolder folder) throws IOException {
        byte[] description = ModelJson.write(saved);
        try (OutputStream out = new BufferedOutputStream(folder.create(WEIGHTS))) {
            SafeTensors.write(
                    out,
                    model.parameters(),
                    theta,
                    Map.of("model", saved.model().name(), "loss", saved.loss().name()));
        }
        try (OutputStream out = folder.create(DESCRIPTION)) {
            out.write(description);
        }
    }

    /**
     * The model in a folder.
     *
     * @throws CheckpointException if the files are not whole, or are not those of one model
     */
    public static TrainedModel load(ModelFolder folder) throws IOException {
        SavedModel saved;
        try (InputStream in = folder.open(DESCRIPTION)) {
            saved = ModelJson.read(in, DESCRIPTION);
        }
        Model model;
        try {
            model = saved.newModel();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CheckpointException(DESCRIPTION, "a model that is known here", String.valueOf(e.getMessage()), e);
        }
        try (InputStream in = folder.open(WEIGHTS)) {
            float[] theta = SafeTensors.read(in, folder.length(WEIGHTS), WEIGHTS, model.parameters());
            return new TrainedModel(saved, model, theta);
        }
    }
}
