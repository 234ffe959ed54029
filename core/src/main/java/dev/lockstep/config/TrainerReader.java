package dev.lockstep.config;

import dev.lockstep.config.RunnerConfig.Kind;
import dev.lockstep.numeric.Names;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;

/** Reads how long to train, and on how many rows at a time. */
final class TrainerReader {
    private TrainerReader() {}

    /** @param takesAllRows whether every step does, so that there is no size of a batch to set */
    static TrainerConfig read(Section section, boolean takesAllRows) {
        TrainerConfig byDefault = TrainerConfig.DEFAULT;
        int epochs = section.find("epochs").map(Field::integer).orElse(byDefault.epochs());
        section.find("batch_size").filter(field -> takesAllRows).ifPresent(field -> {
            throw field.error(
                    "trainer.batch_size is not for optimizer lbfgs, which takes all rows at every step: leave it out");
        });
        int batchSize = section.find("batch_size").map(Field::integer).orElse(byDefault.batchSize());
        long seed = section.find("seed").map(Field::wholeNumber).orElse(byDefault.seed());
        OptionalInt shards = section.find("shards")
                .filter(field -> !field.is(TrainerConfig.AUTO))
                .map(field -> OptionalInt.of(field.integer()))
                .orElse(byDefault.shards());
        Length evaluateEvery =
                section.find("evaluate_every").map(TrainerReader::length).orElse(byDefault.evaluateEvery());
        RunnerConfig runner = runner(section);
        section.finish();
        return section.field().checked(() -> new TrainerConfig(epochs, batchSize, seed, shards, evaluateEvery, runner));
    }

    private static RunnerConfig runner(Section section) {
        RunnerConfig byDefault = RunnerConfig.DEFAULT;
        Kind kind = section.find("runner").map(TrainerReader::kind).orElse(byDefault.kind());
        Duration timeout = section.find("placement_timeout")
                .map(field -> field.checked(() -> Durations.parse(field.text())
                        .orElseThrow(() -> field.wrong("a time such as 2 minutes, 90 seconds or 1 hour"))))
                .orElse(byDefault.placementTimeout());
        return section.field().checked(() -> new RunnerConfig(kind, timeout));
    }

    private static Kind kind(Field field) {
        return Arrays.stream(Kind.values())
                .filter(kind -> field.is(kind.key()))
                .findFirst()
                .orElseThrow(() -> field.error("there is no " + field.path() + " " + Names.shown(field.text()) + ": "
                        + Names.hint(
                                field.text(),
                                Arrays.stream(Kind.values()).map(Kind::key).toList())));
    }

    /** A length of training, or a bare number of steps. */
    static Length length(Field field) {
        return field.checked(() -> field.plain() instanceof Long steps
                ? Length.steps(steps)
                : Length.parse(field.text())
                        .orElseThrow(() -> field.wrong("a length such as 1 epoch, 200 steps or 10%")));
    }
}
