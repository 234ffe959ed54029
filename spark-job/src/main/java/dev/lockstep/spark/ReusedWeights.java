package dev.lockstep.spark;

import dev.lockstep.checkpoint.CheckpointException;
import dev.lockstep.checkpoint.SafeTensorsReader;
import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.ReuseConfig;
import dev.lockstep.model.Model;
import dev.lockstep.model.Pretrained;
import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Takes tensors of a model that was trained before, by their names, as the start of another. */
final class ReusedWeights {
    private ReusedWeights() {}

    /**
     * A model with the tensors that the configuration takes over.
     *
     * @throws ConfigException if there are no such tensors
     */
    static Model of(ReuseConfig reuse, Model model, Configuration hadoop) {
        try {
            reuse.requireTensors(model.parameters());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("model." + e.getMessage());
        }
        try {
            return reuse.startFrom().isPresent() ? of(reuse.startFrom().get(), model, hadoop) : model;
        } catch (CheckpointException e) {
            throw new ConfigException("model.start_from: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Model of(ReuseConfig.StartFrom start, Model model, Configuration hadoop) throws IOException {
        HadoopFolder folder = HadoopFolder.ofModel(start.path(), hadoop);
        String file = folder.path(TrainedModel.WEIGHTS);
        float[] weights = new float[model.parameters().size()];
        List<String> taken;
        try (InputStream in = folder.open(TrainedModel.WEIGHTS)) {
            taken = SafeTensorsReader.readShared(
                    in, folder.length(TrainedModel.WEIGHTS), file, model.parameters(), start::takes, weights);
        }
        List<String> names =
                model.parameters().parameters().stream().map(Parameter::name).toList();
        if (taken.isEmpty()) {
            throw new ConfigException("model.start_from: " + file + " has none of this model's tensors "
                    + ReuseConfig.shown(names) + ": name the layers alike in both");
        }
        for (String pattern : start.tensors()) {
            if (taken.stream().noneMatch(name -> Names.matches(pattern, name))) {
                throw new ConfigException("model.start_from: " + file + " has no tensor " + pattern
                        + " of this model: name the layers alike in both, or leave it out");
            }
        }
        return new Pretrained(model, taken, weights);
    }
}
