package dev.lockstep.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What makes a folder of files a checkpoint: written last, it names every file with its length and hash, and ends with the hash of
 * all that it says before. Where it is torn or changed, there is no checkpoint.
 *
 * @param parent the hash of the manifest of the checkpoint before; empty for the first
 */
record Manifest(long step, int attempt, Optional<String> parent, List<Entry> files) {
    static final String FILE = "MANIFEST.json";

    /** Of another major number nothing is known; a higher minor one says more than is needed here. */
    private static final int MAJOR = 1;

    private static final String FORMAT = MAJOR + ".0";
    private static final int MOST_BYTES = 1 << 20;

    /**
     * A file of the checkpoint.
     *
     * @param name one that cannot leave the folder
     * @param length in bytes
     * @param sha256 of its bytes
     */
    record Entry(String name, long length, String sha256) {}

    Manifest {
        files = List.copyOf(files);
    }

    byte[] write() throws IOException {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.putArray("required_features");
        root.put("step", step);
        root.put("attempt", attempt);
        parent.ifPresent(hash -> root.put("parent", hash));
        ArrayNode list = root.putArray("files");
        files.forEach(file -> list.addObject()
                .put("name", file.name())
                .put("length", file.length())
                .put("sha256", file.sha256()));
        byte[] whole = Json.pretty(root);
        byte[] body = Arrays.copyOf(whole, whole.length - "\n}\n".length());
        return sealed(body);
    }

    private static byte[] sealed(byte[] body) {
        byte[] end = (",\n  \"sha256\" : \"" + Sha256.of(body) + "\"\n}\n").getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = Arrays.copyOf(body, body.length + end.length);
        System.arraycopy(end, 0, sealed, body.length, end.length);
        return sealed;
    }

    /**
     * The manifest in a file.
     *
     * @throws FormatException if it is whole, and of a format that is not known here
     * @throws CheckpointException if it is not whole
     */
    static Manifest read(InputStream in, String file) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES);
        int body = bytes.length - sealed(new byte[0]).length;
        if (body < 0 || !Arrays.equals(sealed(Arrays.copyOf(bytes, body)), bytes)) {
            throw new CheckpointException(
                    file, "a manifest that ends with the hash of what it says", "other bytes: torn or changed");
        }
        JsonNode root = Json.read(new ByteArrayInputStream(bytes), file, "a manifest");
        try {
            Tree tree = Tree.of(root);
            requireKnown(tree, file);
            return new Manifest(
                    tree.whole("step"),
                    tree.integer("attempt"),
                    tree.findText("parent"),
                    tree.trees("files").stream().map(Manifest::entry).toList());
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file, "a manifest", String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireKnown(Tree tree, String file) throws FormatException {
        String format = tree.text("format");
        Set<String> features = new TreeSet<>(tree.texts("required_features"));
        if (!format.startsWith(MAJOR + ".") || !features.isEmpty()) {
            throw new FormatException(String.format(
                    Locale.ROOT,
                    "%s is of format %s%s, and this program knows %s: go on with the Lockstep that wrote it",
                    file,
                    format,
                    features.isEmpty() ? "" : " with " + String.join(", ", features),
                    FORMAT));
        }
    }

    private static Entry entry(Tree tree) {
        String name = ModelFolder.requireName(tree.text("name"));
        return new Entry(name, tree.whole("length"), tree.text("sha256"));
    }
}
