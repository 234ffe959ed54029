package dev.lockstep.report;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;

/** A file that grows, and that others see grow where its file system can show it: object stores do once it is closed. */
record FlushedFile(FSDataOutputStream out) implements Closeable {
    /** What Hadoop calls the capability to show what was written so far. */
    private static final String FLUSHES = "hflush";

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        if (out.hasCapability(FLUSHES)) {
            out.hflush();
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Ends it without making more of it than others can see already; where that cannot be told apart, it is closed. */
    void abandon() {
        try {
            if (out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
                out.abort();
            } else {
                out.close();
            }
        } catch (IOException e) {
            System.getLogger(FlushedFile.class.getName()).log(System.Logger.Level.DEBUG, "left unfinished", e);
        }
    }
}
