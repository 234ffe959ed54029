package dev.lockstep.checkpoint;

import dev.lockstep.numeric.Checks;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The checkpoints of a run, in a folder {@code checkpoints} of its own, each in a folder of its own. The newest is the one of the highest
 * step that is whole; there is no other record of it. A crash at any moment leaves the last one whole, or the one being written.
 *
 * <p>Used by one thread at a time.
 */
public final class CheckpointStore {
    /** Never fewer than so many that were read and found whole, whatever is to be kept. */
    private static final int LEAST = 2;

    private final CheckpointFiles files;
    private final int keep;
    private final Supplier<String> ids;
    private final Consumer<String> warnings;
    private final Set<CheckpointName> whole = new HashSet<>();
    private final Set<CheckpointName> damaged = new HashSet<>();
    private final Set<CheckpointName> unfinished = new HashSet<>();
    private Optional<Lease> lease = Optional.empty();
    private Optional<String> parent = Optional.empty();
    private OptionalInt seen = OptionalInt.empty();
    private boolean replacing = true;

    /**
     * The checkpoints in a folder, which need not exist.
     *
     * @param keep how many of the newest stay, at least 1, beside the first with the best weights
     * @param ids eight hexadecimal digits each, another time others: names of folders
     * @param warnings hears in one line what is not as it should be and ends nothing
     */
    public CheckpointStore(CheckpointFiles files, int keep, Supplier<String> ids, Consumer<String> warnings) {
        Checks.atLeast("keep", keep, 1);
        this.files = files;
        this.keep = keep;
        this.ids = ids;
        this.warnings = warnings;
    }

    /**
     * Looks who is at the run, before anything is found out about it: from now on, it {@linkplain #begin begins} only if nobody else
     * has begun in between.
     *
     * @param replacing whether a run that begins anew may delete checkpoints; otherwise it begins only where there are none
     * @return the number of attempts so far
     */
    public int look(boolean replacing) throws IOException {
        this.replacing = replacing;
        int latest = Lease.latest(files).orElse(0);
        seen = OptionalInt.of(latest);
        return latest;
    }

    /** Another process of this machine that made the latest attempt at the run, and is at it still. */
    public static Optional<Owner> runningOwner(CheckpointFiles files) throws IOException {
        return Lease.latestOwner(files).filter(owner -> owner.isRunningBeside(Owner.current()));
    }

    /**
     * The newest checkpoint that is whole; empty if none was ever finished. Damaged ones are passed over, with a warning each.
     *
     * @throws CheckpointException if there are checkpoints, and all are damaged
     * @throws UnreadableException if one cannot be read now, which says nothing about what it is
     * @throws FormatException if it was written by a program that knows more than this one
     */
    public Optional<Checkpoint> newest() throws IOException {
        List<CheckpointName> finished = finished(all());
        Optional<IOException> first = Optional.empty();
        for (CheckpointName name : finished) {
            CheckpointReader reader = new CheckpointReader(files, name);
            try {
                Checkpoint checkpoint = reader.read();
                parent = Optional.of(reader.hash());
                whole.add(name);
                return Optional.of(checkpoint);
            } catch (FormatException e) {
                throw e;
            } catch (IOException e) {
                if (!files.isDamage(e)) {
                    throw new UnreadableException(
                            "cannot read checkpoint " + name + ": " + e.getMessage() + "; try again", e);
                }
                damaged.add(name);
                first = first.or(() -> Optional.of(e));
                warnings.accept("checkpoint " + name + " is damaged, taking the one before: " + e.getMessage());
            }
        }
        if (first.isPresent()) {
            throw new CheckpointException(
                    "checkpoints",
                    "one that is whole",
                    finished.size() + " that are damaged; restore one, or start afresh with --overwrite; the newest: "
                            + first.get().getMessage(),
                    first.get());
        }
        return Optional.empty();
    }

    /**
     * Takes the right to write, from whoever has it.
     *
     * @param fresh whether the run begins anew: checkpoints that are there go
     * @throws SupersededException if somebody else began after this one {@linkplain #look looked}, or saved what must not go, in which
     *     case nothing is taken or deleted
     */
    public void begin(boolean fresh) throws IOException {
        if (fresh && !replacing && !finished(all()).isEmpty()) {
            throw new SupersededException(
                    "a checkpoint of this run was saved meanwhile, so another process is at it: let that one go"
                            + " on, or stop it and start again");
        }
        lease = Optional.of(Lease.take(files, Owner.current(), ids.get(), seen));
        if (fresh && replacing) {
            parent = Optional.empty();
            for (CheckpointName name : all().keySet()) {
                remove(name);
            }
        }
    }

    /** From 1; only after {@link #begin}. */
    public int attempt() {
        return lease.orElseThrow().attempt();
    }

    /**
     * Makes sure that nobody else has taken the right to write.
     *
     * @throws SupersededException if somebody has
     */
    public void requireLease() throws IOException {
        lease.orElseThrow().require();
    }

    /**
     * Writes a checkpoint, and then deletes those that are too old. If it throws, the checkpoint is not there, and the others are as
     * they were.
     *
     * @throws SupersededException if somebody else has taken the right to write
     */
    public void save(Checkpoint checkpoint) throws IOException {
        CheckpointName name = new CheckpointName(checkpoint.step(), attempt(), ids.get());
        try {
            parent = Optional.of(new CheckpointWriter(files, name).write(checkpoint, lease.orElseThrow(), parent));
        } catch (IOException | RuntimeException e) {
            discard(name, e);
            throw e;
        }
        whole.add(name);
        try {
            retain(bestStep(checkpoint));
        } catch (IOException e) {
            warnings.accept("old checkpoints could not be deleted: " + e.getMessage());
        }
    }

    /** Takes back what was written of a checkpoint that failed. */
    private void discard(CheckpointName name, Exception failure) throws SupersededException {
        unfinished.add(name);
        try {
            remove(name);
            unfinished.remove(name);
            requireLease(); // who took over may have deleted what was being written
        } catch (SupersededException e) {
            e.addSuppressed(failure);
            throw e;
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static OptionalLong bestStep(Checkpoint checkpoint) {
        return checkpoint
                .snapshot()
                .standing()
                .best()
                .report()
                .map(report -> OptionalLong.of(report.step()))
                .orElse(OptionalLong.empty());
    }

    private void retain(OptionalLong bestStep) throws IOException {
        Map<CheckpointName, List<String>> all = all();
        List<CheckpointName> sound =
                finished(all).stream().filter(name -> !damaged.contains(name)).toList();
        Set<CheckpointName> kept = new HashSet<>(sound.subList(0, Math.min(Math.max(keep, LEAST), sound.size())));
        sound.stream()
                .filter(name -> bestStep.isPresent() && name.step() >= bestStep.getAsLong())
                .min(Comparator.naturalOrder())
                .ifPresent(kept::add);
        if (kept.stream().filter(whole::contains).count() < LEAST) {
            return;
        }
        for (Map.Entry<CheckpointName, List<String>> entry : all.entrySet()) {
            CheckpointName name = entry.getKey();
            if (!kept.contains(name) && (entry.getValue().contains(Manifest.FILE) || isLeft(name, entry.getValue()))) {
                remove(name);
                unfinished.remove(name);
            }
        }
    }

    /**
     * Whether nobody is going to finish what is there. An earlier attempt is not; a later one may be about to. Where nothing is
     * listed, or not the manifest of one that was found whole, the listing came too late and says nothing.
     */
    private boolean isLeft(CheckpointName name, List<String> listed) {
        return unfinished.contains(name) || (name.attempt() < attempt() && !listed.isEmpty() && !whole.contains(name));
    }

    /** The manifest first: without it, what is left is no checkpoint. */
    private void remove(CheckpointName name) throws IOException {
        files.delete(name.folder() + "/" + Manifest.FILE);
        files.delete(name.folder());
    }

    /** Those with a manifest, newest first. */
    private static List<CheckpointName> finished(Map<CheckpointName, List<String>> all) {
        return all.entrySet().stream()
                .filter(entry -> entry.getValue().contains(Manifest.FILE))
                .map(Map.Entry::getKey)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** All folders of checkpoints, and the files in each. */
    private Map<CheckpointName, List<String>> all() throws IOException {
        Map<CheckpointName, List<String>> all = new TreeMap<>();
        for (String folder : files.list("")) {
            Optional<CheckpointName> name = CheckpointName.parse(folder);
            if (name.isPresent()) {
                all.put(name.get(), files.list(folder));
            }
        }
        return all;
    }
}
