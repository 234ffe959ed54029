package dev.lockstep.checkpoint;

import dev.lockstep.checkpoint.Manifest.Entry;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.train.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one checkpoint, every byte of which is held against the hashes of its manifest. */
final class CheckpointReader {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MOST_JSON_BYTES = 1 << 28;

    private final CheckpointFiles files;
    private final String folder;
    private final Map<String, Entry> unread = new LinkedHashMap<>();

    CheckpointReader(CheckpointFiles files, CheckpointName name) {
        this.files = files;
        this.folder = name.folder();
    }

    /** What a file holds. */
    private interface Content<T> {
        T readFrom(InputStream in, long length, String file) throws IOException;
    }

    /** Weights, with their tensors. */
    private static final class Weights {
        private final ParameterLayout layout;
        private final float[] values;

        Weights(ParameterLayout layout, float[] values) {
            this.layout = layout;
            this.values = values;
        }
    }

    /**
     * Reads it.
     *
     * @throws FormatException if it was written by a program that knows more than this one
     * @throws IOException if it is not whole
     */
    Checkpoint read() throws IOException {
        Manifest manifest = manifest();
        manifest.files().forEach(entry -> unread.put(entry.name(), entry));
        StateJson state = take(CheckpointWriter.STATE, (in, length, file) -> StateJson.read(json(in), file));
        SavedModel model = take(TrainedModel.DESCRIPTION, (in, length, file) -> ModelJson.read(json(in), file));
        Weights weights = take(CheckpointWriter.WEIGHTS, CheckpointReader::weights);
        Map<String, float[]> slots = unread.containsKey(CheckpointWriter.SLOTS)
                ? take(
                        CheckpointWriter.SLOTS,
                        (in, length, file) -> SafeTensorsReader.read(
                                in, SafeTensorsReader.readHeader(in, length, file), length, file))
                : new LinkedHashMap<>();
        float[] best = unread.containsKey(CheckpointWriter.BEST)
                ? take(CheckpointWriter.BEST, CheckpointReader::weights).values
                : new float[0];
        for (String other : unread.keySet().toArray(new String[0])) {
            take(other, (in, length, file) -> file); // of a newer program, and whole all the same
        }
        if (state.standing().step() != manifest.step()) {
            throw new CheckpointException(
                    folder,
                    "the state of step " + manifest.step(),
                    "step " + state.standing().step());
        }
        try {
            Snapshot snapshot =
                    new Snapshot(state.standing(), weights.layout, weights.values, inOrder(slots, state.slots()), best);
            return new Checkpoint(snapshot, state.history(), state.facts(), model);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(folder, "files of one training", String.valueOf(e.getMessage()), e);
        }
    }

    /** The hash of its manifest. */
    String hash() throws IOException {
        try (InputStream in = files.open(path(Manifest.FILE))) {
            return Sha256.of(in.readAllBytes());
        }
    }

    private Manifest manifest() throws IOException {
        try (InputStream in = files.open(path(Manifest.FILE))) {
            return Manifest.read(in, path(Manifest.FILE));
        }
    }

    private <T> T take(String name, Content<T> content) throws IOException {
        String file = path(name);
        Entry entry = unread.remove(name);
        if (entry == null) {
            throw new CheckpointException(path(Manifest.FILE), "a file " + name, "none");
        }
        long length = files.length(file);
        if (length != entry.length()) {
            throw new CheckpointException(file, entry.length() + " bytes", length + " bytes");
        }
        try (DigestInputStream in = new DigestInputStream(files.open(file), Sha256.digest())) {
            T read = content.readFrom(in, length, file);
            drain(in);
            String hash = Sha256.hex(in.getMessageDigest().digest());
            if (!hash.equals(entry.sha256())) {
                throw new CheckpointException(file, "SHA-256 " + entry.sha256(), hash);
            }
            return read;
        }
    }

    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (in.read(buffer) >= 0) {
            // only for the hash
        }
    }

    private static Weights weights(InputStream in, long length, String file) throws IOException {
        TensorHeader header = SafeTensorsReader.readHeader(in, length, file);
        ParameterLayout layout = SafeTensorsReader.layout(header, file);
        return new Weights(layout, SafeTensorsReader.read(in, header, layout, length, file));
    }

    /** Apart from the stream, which is to be read to its end whatever the parser does. */
    private static InputStream json(InputStream in) throws IOException {
        return new ByteArrayInputStream(in.readNBytes(MOST_JSON_BYTES));
    }

    private static Map<String, float[]> inOrder(Map<String, float[]> slots, Map<String, Long> lengths) {
        Map<String, float[]> ordered = new LinkedHashMap<>();
        lengths.forEach((name, length) -> {
            float[] slot = length == 0 ? new float[0] : slots.remove(name);
            if (slot == null || slot.length != length) {
                throw new IllegalArgumentException("slot " + name + " of another length than its state says");
            }
            ordered.put(name, slot);
        });
        if (!slots.isEmpty()) {
            throw new IllegalArgumentException("slots of which its state does not say anything: " + slots.keySet());
        }
        return ordered;
    }

    private String path(String file) {
        return folder + "/" + file;
    }
}
