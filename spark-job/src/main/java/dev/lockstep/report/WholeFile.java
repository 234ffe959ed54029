package dev.lockstep.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Text files that are there whole, or not at all: written beside their place and renamed. */
final class WholeFile {
    private WholeFile() {}

    /** Writes the file, over one that is there. */
    static void write(FileSystem files, Path place, String text) throws IOException {
        Path temporary = new Path(place.getParent(), "." + place.getName() + ".tmp");
        try (OutputStream out = files.create(temporary, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        files.delete(place, false); // HDFS does not rename over a file
        if (!files.rename(temporary, place)) {
            throw new IOException("cannot write " + place);
        }
    }
}
