package dev.lockstep.checkpoint;

import dev.lockstep.checkpoint.Manifest.Entry;
import dev.lockstep.train.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes one checkpoint into a folder of its own. Every file is read back, and the manifest comes last, so that whatever happens before
 * its last byte leaves no checkpoint, and no other one is touched.
 */
final class CheckpointWriter {
    static final String WEIGHTS = "weights.safetensors";
    static final String SLOTS = "optimizer.safetensors";
    static final String BEST = "best.safetensors";
    static final String STATE = "state.json";

    private static final int BUFFER_BYTES = 1 << 16;

    private final CheckpointFiles files;
    private final CheckpointName name;
    private final List<Entry> entries = new ArrayList<>();

    CheckpointWriter(CheckpointFiles files, CheckpointName name) {
        this.files = files;
        this.name = name;
    }

    /** What a file is to hold. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes it.
     *
     * @param parent the hash of the manifest of the checkpoint before
     * @return the hash of its manifest
     * @throws SupersededException if somebody else took the lease, in which case there is no checkpoint
     */
    String write(Checkpoint checkpoint, Lease lease, Optional<String> parent) throws IOException {
        Snapshot snapshot = checkpoint.snapshot();
        put(WEIGHTS, out -> SafeTensorsWriter.write(out, snapshot.layout(), snapshot.weights(), Map.of()));
        Map<String, float[]> slots = new LinkedHashMap<>(snapshot.slots());
        slots.values().removeIf(slot -> slot.length == 0); // safetensors has no empty tensors
        if (!slots.isEmpty()) {
            put(SLOTS, out -> SafeTensorsWriter.write(out, slots));
        }
        if (snapshot.bestWeights().length > 0) {
            put(BEST, out -> SafeTensorsWriter.write(out, snapshot.layout(), snapshot.bestWeights(), Map.of()));
        }
        byte[] model = ModelJson.write(checkpoint.model());
        put(TrainedModel.DESCRIPTION, out -> out.write(model));
        byte[] state = StateJson.of(checkpoint).write();
        put(STATE, out -> out.write(state));
        lease.require();
        byte[] manifest = new Manifest(checkpoint.step(), name.attempt(), parent, entries).write();
        commit(manifest);
        lease.require(); // of two in one folder, the newest could be that of a run that nobody goes on with
        return Sha256.of(manifest);
    }

    private void put(String file, Content content) throws IOException {
        MessageDigest digest = Sha256.digest();
        Optional<String> hash = Optional.empty();
        try (OutputStream out = files.create(path(file))) {
            content.writeTo(new DigestOutputStream(out, digest));
            hash = Optional.of(Sha256.hex(digest.digest()));
        } catch (IOException e) {
            if (hash.isEmpty()) {
                throw e;
            }
            entries.add(readBack(file, hash.get(), Optional.of(e))); // it may be there although the answer was lost
            return;
        }
        entries.add(readBack(file, hash.get(), Optional.empty()));
    }

    /** What is really there, which must be what was written. */
    private Entry readBack(String file, String hash, Optional<IOException> doubt) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        long length = 0;
        try (InputStream in = files.open(path(file))) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                length += n;
            }
        }
        String found = Sha256.hex(digest.digest());
        if (!found.equals(hash)) {
            if (doubt.isPresent()) {
                throw doubt.get();
            }
            throw new CheckpointException(path(file), "what was written", "other bytes, or fewer");
        }
        return new Entry(file, length, hash);
    }

    private void commit(byte[] manifest) throws IOException {
        String place = path(Manifest.FILE);
        try {
            String first = files.renames() ? place + ".tmp" : place;
            try (OutputStream out = files.create(first)) {
                out.write(manifest);
            }
            if (files.renames()) {
                files.rename(first, place);
            }
        } catch (IOException e) {
            if (!holds(place, manifest)) { // it may be there although the answer was lost
                throw e;
            }
        }
        if (!holds(place, manifest)) { // or not be there although the answer was good
            throw new CheckpointException(place, "what was written", "something else");
        }
    }

    private boolean holds(String place, byte[] content) throws IOException {
        if (!files.list(name.folder()).contains(Manifest.FILE)) {
            return false;
        }
        try (InputStream in = files.open(place)) {
            return Arrays.equals(in.readAllBytes(), content);
        }
    }

    private String path(String file) {
        return name.folder() + "/" + file;
    }
}
