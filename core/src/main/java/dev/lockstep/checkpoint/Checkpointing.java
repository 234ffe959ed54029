package dev.lockstep.checkpoint;

import dev.lockstep.train.EpochReport;
import dev.lockstep.train.StepEnd;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingResult;
import dev.lockstep.train.TrainingStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Saves a training while it goes on: of a copy, in a thread of its own, one at a time. The training waits for the copy, and for a save
 * only if the next is due before it is done; and at its end, which is always saved. What is not finite never is, and the first time there
 * is a warning.
 *
 * <p>A save that fails is a warning, and a later one may succeed; three in a row end the training with an {@link UnsavedException}, unless
 * that is over anyway.
 */
public final class Checkpointing implements TrainingListener, AutoCloseable {
    private static final int MOST_FAILURES = 3;
    private static final long NOTHING = -1;

    private final CheckpointStore store;
    private final Optional<SaveInterval> interval;
    private final RunFacts facts;
    private final SavedModel model;
    private final Consumer<String> warnings;
    private final LongSupplier nanoTime;
    private final List<EpochReport> history;
    private final ExecutorService thread;
    private Optional<Save> saving = Optional.empty();
    private long savedStep = NOTHING;
    private long lastNanos;
    private int failures;
    private boolean warnedOfSkipping;

    /**
     * Checkpoints of a training that has not begun.
     *
     * @param interval absent: there are none, but only one attempt at the run can write its files all the same
     * @param history the evaluations before the training begins, where it goes on from a checkpoint
     * @param warnings hears in one line what went wrong
     */
    public Checkpointing(
            CheckpointStore store,
            Optional<SaveInterval> interval,
            RunFacts facts,
            SavedModel model,
            List<EpochReport> history,
            Consumer<String> warnings) {
        this(store, interval, facts, model, history, warnings, System::nanoTime);
    }

    Checkpointing(
            CheckpointStore store,
            Optional<SaveInterval> interval,
            RunFacts facts,
            SavedModel model,
            List<EpochReport> history,
            Consumer<String> warnings,
            LongSupplier nanoTime) {
        this.store = store;
        this.interval = interval;
        this.facts = facts;
        this.model = model;
        this.history = new ArrayList<>(history);
        this.warnings = warnings;
        this.nanoTime = nanoTime;
        this.thread = Executors.newSingleThreadExecutor(run -> {
            Thread made = new Thread(run, "lockstep-checkpoint");
            made.setDaemon(true);
            return made;
        });
    }

    /** A save under way. */
    private record Save(long step, Future<Boolean> done) {}

    @Override
    public void started(TrainingStart start) {
        try {
            store.begin(start.firstStep() == 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write checkpoints: " + e.getMessage(), e);
        }
        lastNanos = nanoTime.getAsLong();
    }

    @Override
    public void evaluated(EpochReport report) {
        history.add(report);
    }

    @Override
    public void between(StepEnd end) {
        if (interval.isEmpty()) {
            return;
        }
        if (saving.isPresent() && saving.get().done().isDone()) {
            await(false);
        }
        if (end.last() || interval.get().isDue(end.step(), nanoTime.getAsLong() - lastNanos)) {
            await(end.last());
            if (savedStep != end.step()) {
                lastNanos = nanoTime.getAsLong();
                Checkpoint checkpoint = new Checkpoint(end.snapshot(), history, facts, model);
                saving = Optional.of(new Save(end.step(), thread.submit(() -> save(checkpoint))));
            }
            if (end.last()) {
                await(true);
            }
        }
    }

    @Override
    public void ended(TrainingResult result) {
        await(true);
    }

    /**
     * Makes sure that nobody else has taken over, before the files of the end are written.
     *
     * @throws SupersededException if somebody has
     */
    public void requireLease() throws IOException {
        store.requireLease();
    }

    /**
     * Weights that are not finite are about to end the training, or are not what it will give: then the last good ones stay.
     *
     * @return whether it was saved
     */
    private boolean save(Checkpoint checkpoint) throws IOException {
        if (!checkpoint.snapshot().isFinite()) {
            return false;
        }
        store.save(checkpoint);
        return true;
    }

    /** Waits for the save under way, if there is one. */
    private void await(boolean isOver) {
        if (saving.isEmpty()) {
            return;
        }
        Save save = saving.get();
        saving = Optional.empty();
        try {
            if (save.done().get()) {
                savedStep = save.step();
                failures = 0;
            } else if (!warnedOfSkipping) {
                warnedOfSkipping = true;
                warnings.accept("the checkpoint of step " + save.step()
                        + " was not written, nor are others like it: not all its numbers are finite" + last());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a checkpoint was written", e);
        } catch (ExecutionException e) {
            failed(save, Objects.requireNonNull(e.getCause()), isOver);
        }
    }

    private void failed(Save save, Throwable cause, boolean isOver) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException unforeseen) {
            throw unforeseen;
        }
        IOException failure = (IOException) cause;
        if (failure instanceof SupersededException) {
            throw new UncheckedIOException(failure);
        }
        failures++;
        if (failures >= MOST_FAILURES && !isOver) {
            throw new UncheckedIOException(new UnsavedException(
                    failures + " checkpoints in a row could not be written, the last of step " + save.step() + ": "
                            + failure.getMessage() + last()
                            + "; make room or give rights, and start the same command again",
                    failure));
        }
        warnings.accept(
                "the checkpoint of step " + save.step() + " could not be written: " + failure.getMessage() + last());
    }

    private String last() {
        return savedStep == NOTHING ? "" : "; the last good one is of step " + savedStep;
    }

    /** Waits for the save under way, whatever becomes of it. */
    @Override
    public void close() {
        thread.shutdown();
        if (saving.isPresent()) {
            try {
                saving.get().done().get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                warnings.accept("the checkpoint of step " + saving.get().step() + " could not be written: "
                        + Objects.requireNonNull(e.getCause()).getMessage());
            }
        }
    }
}
