package dev.lockstep.spark;

import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.model.Evaluation;
import dev.lockstep.train.TrainingResult;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a job leaves.
 *
 * @param training how training went
 * @param model the best weights, and all that is needed to use them on new rows
 * @param validation of the best weights; empty without validation rows
 * @param test of the best weights, made once; empty without test rows, and after {@link TrainingJob#stop}
 * @param seconds that each phase took
 */
public record TrainingOutcome(
        TrainingResult training,
        TrainedModel model,
        PreparedData data,
        Optional<Evaluation> validation,
        Optional<Evaluation> test,
        Map<JobListener.Phase, Double> seconds) {
    public TrainingOutcome {
        Map<JobListener.Phase, Double> copy = new EnumMap<>(JobListener.Phase.class);
        copy.putAll(seconds);
        seconds = Collections.unmodifiableMap(copy);
    }
}
