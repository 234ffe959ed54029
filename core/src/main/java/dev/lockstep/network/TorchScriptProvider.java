package dev.lockstep.network;

import dev.lockstep.data.Target;
import dev.lockstep.model.Inputs;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFiles;
import dev.lockstep.model.ModelProvider;
import dev.lockstep.numeric.Settings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;

/** Makes a {@link TorchScript} of the settings {@code path}, {@code trusted} and {@code input}. */
public final class TorchScriptProvider implements ModelProvider {
    private static final String NAME = "torchscript";
    private static final String INPUT = "input";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Model create(Settings settings, Inputs inputs, Target target, Loss loss) {
        return create(settings, inputs, target, loss, ModelFiles.NONE);
    }

    @Override
    public Model create(Settings settings, Inputs inputs, Target target, Loss loss, ModelFiles files) {
        String path = path(settings);
        Shape shape = settings.value(INPUT).isPresent() ? input(settings) : new Shape(inputs.shape());
        if (shape.size() != inputs.width()) {
            throw new IllegalArgumentException("input " + shape + " has " + shape.size() + " values, but rows have "
                    + inputs.width() + " features: write dimensions whose product is that, or leave input out");
        }
        return new TorchScript(path, read(path, files), shape, target, loss);
    }

    @Override
    public void check(Settings settings, Target target, Loss loss) {
        path(settings);
        if (settings.value(INPUT).isPresent()) {
            input(settings);
        }
    }

    private static String path(Settings settings) {
        String path = settings.requiredText("path");
        if (!settings.flag("trusted", false)) {
            throw new IllegalArgumentException("path: " + path + " is a program, which may do on every machine of the"
                    + " cluster what you may do there: write trusted: true if you know where it comes from");
        }
        return path;
    }

    private static Shape input(Settings settings) {
        Object value = settings.required(INPUT);
        Map<String, Object> given = Map.of(INPUT, value instanceof Number ? List.of(value) : value);
        return new Shape(new Settings(settings.owner(), given)
                .requiredWholeNumbers(INPUT).stream().map(Math::toIntExact).toList());
    }

    private static byte[] read(String path, ModelFiles files) {
        try {
            return files.read(path);
        } catch (FileNotFoundException | NoSuchFileException e) {
            throw new IllegalArgumentException("path: " + path + " does not exist: check it", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("path: " + path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
