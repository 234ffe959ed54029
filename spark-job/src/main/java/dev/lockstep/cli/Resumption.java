package dev.lockstep.cli;

import dev.lockstep.checkpoint.Checkpoint;
import dev.lockstep.checkpoint.CheckpointFiles;
import dev.lockstep.checkpoint.CheckpointStore;
import dev.lockstep.config.CheckpointConfig;
import dev.lockstep.config.ConfigException;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.numeric.Secrets;
import dev.lockstep.report.EarlierRun;
import dev.lockstep.report.RunFolder;
import dev.lockstep.spark.AllowedChanges;
import dev.lockstep.spark.DataFingerprint;
import dev.lockstep.spark.HadoopFiles;
import dev.lockstep.spark.ResumeRefusedException;
import dev.lockstep.spark.SavedRun;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** Finds out what there is to do in the folder of a run: to begin, to go on, or nothing any more. */
final class Resumption {
    private static final int ID_DIGITS = 8;

    private final RunConfig config;
    private final RunOptions options;
    private final ResumeOptions resume;
    private final Configuration hadoop;
    private final Consumer<String> notes;
    private final Optional<EarlierRun> earlier;
    private final boolean unchanged;

    /**
     * Looks at the folder.
     *
     * @param notes hears in one line what goes on, or is not as it should be
     */
    Resumption(RunConfig config, RunOptions options, ResumeOptions resume, Configuration hadoop, Consumer<String> notes)
            throws IOException {
        if (options.overwrite() && resume.mode() == ResumeOptions.Mode.MUST) {
            throw new ConfigException("--overwrite starts afresh, and --resume must does not: leave one of them out");
        }
        this.config = config;
        this.options = options;
        this.resume = resume;
        this.hadoop = hadoop;
        this.notes = notes;
        this.earlier = options.overwrite() || resume.mode() == ResumeOptions.Mode.NEVER
                ? Optional.empty()
                : EarlierRun.in(config.output(), hadoop);
        this.unchanged = earlier.isPresent()
                && AllowedChanges.differing(EarlierRun.settings(earlier.get().config()), settings())
                        .isEmpty();
    }

    private Map<String, String> settings() {
        return EarlierRun.settings(RunConfigs.write(config));
    }

    /**
     * The run that is there, if it is this one and has nothing left to do.
     *
     * @throws ResumeRefusedException if its data has changed since
     */
    Optional<EarlierRun> finished() {
        Optional<EarlierRun> finished = earlier.filter(run -> unchanged && run.isFinished());
        finished.map(EarlierRun::data)
                .filter(data -> !data.isEmpty())
                .ifPresent(data -> resume.allowed().require("data", data, DataFingerprint.of(config.data(), hadoop)));
        return finished;
    }

    /**
     * The folder, for a run that begins or goes on.
     *
     * @throws ConfigException if it cannot be written to, or there is something else in it
     */
    RunFolder claim() {
        return RunFolder.claim(config.output(), options.overwrite() || earlier.isPresent(), hadoop);
    }

    /**
     * Where the run saves itself, and goes on from.
     *
     * @throws ConfigException if another process is at it
     * @throws ResumeRefusedException if it is another run by now, or there is nothing to go on from, and there must be
     */
    SavedRun saved(RunFolder folder) throws IOException {
        CheckpointFiles files = HadoopFiles.of(folder.checkpoints(), hadoop);
        CheckpointStore store = new CheckpointStore(
                files,
                config.checkpoint().orElse(CheckpointConfig.DEFAULT).keep(),
                () -> UUID.randomUUID().toString().substring(0, ID_DIGITS),
                notes);
        int attempts = store.look(options.overwrite());
        if (!resume.takeOver()) {
            CheckpointStore.runningOwner(files).ifPresent(owner -> {
                throw new ConfigException(
                        "output: " + owner + " is at the run in " + folder.name()
                                + "; wait for it or stop it, take over with --take-over, or choose another folder with --set output=...");
            });
        }
        if (attempts > 0 && earlier.isEmpty() && !options.overwrite()) { // the folder was empty a moment ago
            throw new ConfigException("output: another run began in " + folder.name()
                    + " meanwhile; start again to go on with it, or choose another folder with --set output=...");
        }
        earlier.ifPresent(run -> requireUnchanged(run.config()));
        Optional<Checkpoint> from = earlier.isPresent() ? store.newest() : Optional.empty();
        // A run that went on with another configuration may have ended before it saved anything.
        from.ifPresent(checkpoint -> requireUnchanged(checkpoint.facts().config()));
        from.ifPresentOrElse(
                checkpoint -> notes.accept("resuming " + shown(folder) + " after step " + checkpoint.step()),
                () -> requireBeginning(folder));
        return new SavedRun(store, from, resume.allowed());
    }

    private void requireUnchanged(String before) {
        resume.allowed().require("configuration", EarlierRun.settings(before), settings());
    }

    /** Without a password that a path may have in it. */
    private static String shown(RunFolder folder) {
        return Secrets.mask(folder.name());
    }

    private void requireBeginning(RunFolder folder) {
        if (resume.mode() == ResumeOptions.Mode.MUST) {
            throw new ResumeRefusedException("--resume must: there is no checkpoint in " + folder.name()
                    + " to go on from; start it with --resume auto, or name its folder with --set output=...");
        }
        if (earlier.filter(EarlierRun::isFinished).isPresent()) {
            throw new ResumeRefusedException("the run in " + folder.name()
                    + " has ended, and kept no checkpoint to go on from; start afresh with --overwrite");
        }
        if (earlier.isPresent()) {
            notes.accept(shown(folder) + " has no checkpoint yet: starting from the beginning");
        }
    }
}
