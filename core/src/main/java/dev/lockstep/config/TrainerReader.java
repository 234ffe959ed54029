package dev.lockstep.config;

import dev.lockstep.config.RunnerConfig.Kind;
import dev.lockstep.model.Compression;
import dev.lockstep.numeric.Names;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads how long to train, and on how many rows at a time. */
final class TrainerReader {
    private TrainerReader() {}

    /** @param takesAllRows whether every step does, as those of L-BFGS, so that there is no size of a batch to set */
    static TrainerConfig read(Section section, boolean takesAllRows) {
        TrainerConfig byDefault = TrainerConfig.DEFAULT;
        int epochs = section.find("epochs").map(Field::integer).orElse(byDefault.epochs());
        section.find("batch_size").filter(field -> takesAllRows).ifPresent(field -> {
            throw field.error(
                    "trainer.batch_size is not for optimizer lbfgs, which takes all rows at every step: leave it out");
        });
        int batchSize = section.find("batch_size").map(Field::integer).orElse(byDefault.batchSize());
        long seed = section.find("seed").map(Field::wholeNumber).orElse(byDefault.seed());
        ReductionConfig reduction = reduction(section, takesAllRows);
        Length evaluateEvery =
                section.find("evaluate_every").map(TrainerReader::length).orElse(byDefault.evaluateEvery());
        RunnerConfig runner = runner(section);
        section.finish();
        return section.field()
                .checked(() -> new TrainerConfig(epochs, batchSize, seed, reduction, evaluateEvery, runner));
    }

    private static ReductionConfig reduction(Section section, boolean ofLbfgs) {
        ReductionConfig byDefault = ReductionConfig.DEFAULT;
        OptionalInt shards = section.find("shards")
                .filter(field -> !field.is(ReductionConfig.AUTO))
                .map(field -> OptionalInt.of(field.integer()))
                .orElse(byDefault.shards());
        Compression compression = section.find("compression")
                .map(field -> compression(field, ofLbfgs))
                .orElse(byDefault.compression());
        return section.field().checked(() -> new ReductionConfig(shards, compression));
    }

    private static Compression compression(Field field, boolean ofLbfgs) {
        Compression compression = one(field, List.of(Compression.values()), Compression::key);
        if (ofLbfgs && compression != Compression.NONE) {
            throw field.error(
                    field.path() + ": " + compression.key() + " is not for optimizer lbfgs, which learns from small"
                            + " differences between gradients: leave it out, or take another optimizer");
        }
        return compression;
    }

    private static RunnerConfig runner(Section section) {
        RunnerConfig byDefault = RunnerConfig.DEFAULT;
        Kind kind = section.find("runner")
                .map(field -> one(field, List.of(Kind.values()), Kind::key))
                .orElse(byDefault.kind());
        Duration timeout = section.find("placement_timeout")
                .map(field -> field.checked(() -> Durations.parse(field.text())
                        .orElseThrow(() -> field.wrong("a time such as 2 minutes, 90 seconds or 1 hour"))))
                .orElse(byDefault.placementTimeout());
        return section.field().checked(() -> new RunnerConfig(kind, timeout));
    }

    private static <T> T one(Field field, List<T> known, Function<T, String> key) {
        return known.stream()
                .filter(value -> field.is(key.apply(value)))
                .findFirst()
                .orElseThrow(() -> field.error("there is no " + field.path() + " " + Names.shown(field.text()) + ": "
                        + Names.hint(field.text(), known.stream().map(key).toList())));
    }

    /** A length of training, or a bare number of steps. */
    static Length length(Field field) {
        return field.checked(() -> field.plain() instanceof Long steps
                ? Length.steps(steps)
                : Length.parse(field.text())
                        .orElseThrow(() -> field.wrong("a length such as 1 epoch, 200 steps or 10%")));
    }
}
