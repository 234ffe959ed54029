package dev.lockstep.spark;

import dev.lockstep.checkpoint.Checkpoint;
import dev.lockstep.checkpoint.CheckpointStore;
import dev.lockstep.checkpoint.Checkpointing;
import dev.lockstep.checkpoint.RunFacts;
import dev.lockstep.checkpoint.SavedModel;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Where a job saves itself, and where it goes on from.
 *
 * @param store not begun
 * @param from what was saved last; empty for a job that begins anew, and deletes what is in the store if that may go
 * @param allowed what may have changed since
 */
public record SavedRun(CheckpointStore store, Optional<Checkpoint> from, AllowedChanges allowed) {
    /** What is worth a warning: the same program on the same kind of machine gives the same bits. */
    private static final List<String> DECIDING = List.of("lockstep", "java", "arch");

    /**
     * Saves a prepared run.
     *
     * @param config as it was given, which may leave S open
     * @throws ResumeRefusedException if its data is not that of what was saved
     */
    Checkpointing checkpointing(PreparedRun run, RunConfig config, SparkSession spark, JobListener listener) {
        SavedModel model = run.saved();
        RunFacts facts = new RunFacts(
                RunConfigs.write(config),
                data(run, model, config, spark.sparkContext().hadoopConfiguration()),
                run.data().shards(),
                versions());
        listener.facts(facts);
        from.ifPresent(checkpoint -> {
            allowed.require("data", checkpoint.facts().data(), facts.data());
            warnOfVersions(checkpoint.facts().versions(), facts.versions(), listener);
        });
        return new Checkpointing(
                store,
                run.plan().saveInterval(),
                facts,
                model,
                from.map(Checkpoint::history).orElse(List.of()),
                listener::warning);
    }

    private static Map<String, String> data(PreparedRun run, SavedModel model, RunConfig config, Configuration hadoop) {
        Map<String, String> data = new TreeMap<>(DataFingerprint.of(config.data(), hadoop));
        for (Split split : Split.values()) {
            data.put(
                    "data.rows." + split.name().toLowerCase(Locale.ROOT),
                    String.valueOf(run.data().rows(split)));
        }
        data.put("data.preparation", model.preparationHash());
        return data;
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>(Versions.all());
        versions.put("java", String.valueOf(Runtime.version().feature()));
        versions.put("arch", System.getProperty("os.arch", "unknown"));
        return versions;
    }

    private static void warnOfVersions(Map<String, String> before, Map<String, String> now, JobListener listener) {
        for (String key : AllowedChanges.differing(before, now)) {
            if (DECIDING.contains(key)) {
                listener.warning("this run began with " + key + " " + before.getOrDefault(key, "unknown")
                        + ", and goes on with " + now.getOrDefault(key, "unknown")
                        + ": its last bits may be others than without the interruption");
            }
        }
    }
}
