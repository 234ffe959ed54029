package dev.lockstep.checkpoint;

import dev.lockstep.data.Preparation;
import dev.lockstep.data.Target;
import dev.lockstep.model.Inputs;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Losses;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFiles;
import dev.lockstep.model.Models;
import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Named;
import dev.lockstep.numeric.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that is known of a trained model but its weights: what it is, and how rows become what it takes.
 *
 * @param model its type and settings
 * @param shape of the features of a row, row-major; one dimension for a table
 * @param preparation how rows become features; empty for a model of rows that were made, not read
 * @param reading how its training rows were read
 * @param versions of the libraries that trained it, by name
 */
public record SavedModel(
        Named model,
        Named loss,
        List<Integer> shape,
        Target target,
        Optional<Preparation> preparation,
        Reading reading,
        Map<String, String> versions) {
    private static final String TRUSTED = "trusted";

    public SavedModel {
        shape = List.copyOf(shape);
        versions = Collections.unmodifiableMap(new TreeMap<>(versions));
        if (preparation.isPresent()) {
            Preparation fitted = preparation.get();
            long width = size(shape);
            Checks.require(fitted.width() == width, "width", "that of its preparation, " + fitted.width(), width);
            Checks.require(fitted.target().equals(target), "target", "that of its preparation", target);
        }
        inputs(shape, preparation); // refuses shapes that do not fit
    }

    /** A model of rows of a table. */
    public SavedModel(
            Named model,
            Named loss,
            int width,
            Target target,
            Optional<Preparation> preparation,
            Reading reading,
            Map<String, String> versions) {
        this(model, loss, List.of(width), target, preparation, reading, versions);
    }

    /** What a row is to the model. */
    public Inputs inputs() {
        return inputs(shape, preparation);
    }

    private static Inputs inputs(List<Integer> shape, Optional<Preparation> preparation) {
        return preparation.map(fitted -> Inputs.of(fitted, shape)).orElseGet(() -> new Inputs(shape, List.of(), false));
    }

    /** The number of features of a row. */
    public int width() {
        return Math.toIntExact(size(shape));
    }

    private static long size(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /**
     * How rows were read, for reading others like them.
     *
     * @param options of the reader, without those that hold secrets
     */
    public record Reading(String format, Map<String, String> options) {
        public Reading {
            Map<String, String> open = new LinkedHashMap<>();
            options.forEach((key, value) -> {
                if (!Secrets.isSecret(key) && Secrets.mask(value).equals(value)) {
                    open.put(key, value);
                }
            });
            options = Collections.unmodifiableMap(open);
        }
    }

    /** A hash of how rows become features and labels. */
    public String preparationHash() {
        Named any = Named.of("any");
        Reading reading = new Reading("any", Map.of());
        try {
            return Sha256.of(ModelJson.write(new SavedModel(any, any, shape, target, preparation, reading, Map.of())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The model itself.
     *
     * @throws IllegalArgumentException if there is no such model or loss, or they do not fit the target
     */
    public Model newModel() {
        return newModel(ModelFiles.NONE);
    }

    /** As above, with the program that a model may be. */
    public Model newModel(ModelFiles files) {
        Loss made = Losses.of(loss.name(), loss.settings());
        return Models.of(model.name(), model.settings(), inputs(), target, made, files);
    }

    /** Whether the model is a program, of which only a user can say that it may run. */
    boolean isProgram() {
        return model.settings().containsKey(TRUSTED);
    }
}
