package dev.lockstep.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A file system in memory that keeps the promises of a kind, and no others. One of its operations can go wrong in a way, and a crash
 * leaves of files that were not closed what the kind leaves.
 */
final class FaultyFiles implements CheckpointFiles {
    /** What a kind of file system promises. */
    enum Kind {
        /** What is written is seen at once; what is not yet closed may be lost or torn by a crash. */
        LOCAL,
        /** A file is there at once and empty until it is closed, which a crash prevents; a prefix may be there. */
        HDFS,
        /** A file is there as a whole once it is closed, and there is no renaming. */
        OBJECT_STORE
    }

    /** How an operation goes wrong. */
    enum Fault {
        /** The process dies before it. */
        CRASH_BEFORE,
        /** The process dies after it. */
        CRASH_AFTER,
        /** Half of it is done, then the process dies. */
        CRASH_HALFWAY,
        /** It fails, and nothing is done. */
        THROWS,
        /** It fails, and half of it is done. */
        THROWS_HALFWAY,
        /** It says that it failed, and all is done. */
        THROWS_AFTERWARDS,
        /** It says that all is done, and nothing is. */
        DOES_NOTHING
    }

    /** The process is dead: nothing that it still tries has an effect. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final Kind kind;
    private final Map<String, byte[]> files;
    private final Map<String, byte[]> unclosed = new TreeMap<>();
    private Fault fault = Fault.THROWS;
    private long at = NEVER;
    private long operations;
    private boolean dead;
    private Runnable meanwhile = () -> {};
    private long meanwhileAt = NEVER;

    FaultyFiles(Kind kind) {
        this(kind, new TreeMap<>());
    }

    private FaultyFiles(Kind kind, Map<String, byte[]> files) {
        this.kind = kind;
        this.files = files;
    }

    /** Lets the n-th operation from now, counted from 0, go wrong. */
    void fail(long n, Fault how) {
        operations = 0;
        at = n;
        fault = how;
    }

    /** Does something else before the n-th operation from now. */
    void interrupt(long n, Runnable work) {
        operations = 0;
        meanwhileAt = n;
        meanwhile = work;
    }

    /** The number of operations since the last fault was planned. */
    long operations() {
        return operations;
    }

    /**
     * What another process finds.
     *
     * @param share of the bytes of files that were not closed that are there, where the kind leaves any
     */
    FaultyFiles afterwards(double share) {
        Map<String, byte[]> left = new TreeMap<>(files);
        if (kind != Kind.OBJECT_STORE) {
            unclosed.forEach((path, bytes) ->
                    left.put(path, Arrays.copyOf(bytes, (int) Math.round(share * bytes.length))));
        }
        return new FaultyFiles(kind, left);
    }

    /** The files and their bytes, which may be changed. */
    Map<String, byte[]> contents() {
        return files;
    }

    /** A copy, to go wrong in another way. */
    FaultyFiles copy() {
        return new FaultyFiles(kind, new TreeMap<>(files));
    }

    private interface Work {
        void run() throws IOException;
    }

    /** An operation, and what half of it is. */
    private synchronized void operation(Work half, Work whole) throws IOException {
        if (dead) {
            throw new Crash();
        }
        long number = operations++;
        if (number == meanwhileAt) {
            meanwhileAt = NEVER;
            meanwhile.run();
        }
        if (number != at) {
            whole.run();
            return;
        }
        switch (fault) {
            case CRASH_HALFWAY, THROWS_HALFWAY -> half.run();
            case CRASH_AFTER, THROWS_AFTERWARDS -> whole.run();
            case CRASH_BEFORE, THROWS, DOES_NOTHING -> {}
        }
        switch (fault) {
            case CRASH_BEFORE, CRASH_AFTER, CRASH_HALFWAY -> {
                dead = true;
                throw new Crash();
            }
            case THROWS, THROWS_HALFWAY, THROWS_AFTERWARDS -> throw new IOException("no space left on device");
            case DOES_NOTHING -> {}
        }
    }

    @Override
    public OutputStream create(String path) throws IOException {
        CheckpointFiles.requirePath(path);
        Work made = () -> {
            requireAbsent(path);
            if (kind != Kind.OBJECT_STORE) {
                unclosed.put(path, new byte[0]);
            }
        };
        operation(() -> {}, made);
        return new Output(path);
    }

    private void requireAbsent(String path) throws IOException {
        if (files.containsKey(path) || unclosed.containsKey(path)) {
            throw new FileAlreadyExistsException(path);
        }
    }

    /** A file being written. */
    private final class Output extends OutputStream {
        private final String path;
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private boolean closed;

        Output(String path) {
            this.path = path;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            operation(() -> append(bytes, from, count / 2), () -> append(bytes, from, count));
        }

        private void append(byte[] bytes, int from, int count) {
            written.write(bytes, from, count);
            if (kind != Kind.OBJECT_STORE) {
                unclosed.put(path, written.toByteArray());
            }
        }

        @Override
        public void close() throws IOException {
            if (closed || dead) {
                return;
            }
            closed = true;
            operation(() -> {}, () -> {
                if (kind == Kind.OBJECT_STORE) {
                    requireAbsent(path);
                }
                unclosed.remove(path);
                files.put(path, written.toByteArray());
            });
        }
    }

    @Override
    public InputStream open(String path) throws IOException {
        byte[][] found = {{}};
        operation(() -> {}, () -> found[0] = content(path));
        return new ByteArrayInputStream(found[0]);
    }

    /** Of a file that is being written, other kinds than a local one show nothing yet. */
    private byte[] content(String path) throws IOException {
        byte[] content = files.get(path);
        if (content == null && unclosed.containsKey(path)) {
            return kind == Kind.LOCAL ? unclosed.get(path) : new byte[0];
        }
        if (content == null) {
            throw new FileNotFoundException(path);
        }
        return content;
    }

    @Override
    public long length(String path) throws IOException {
        long[] length = {0};
        operation(() -> {}, () -> length[0] = content(path).length);
        return length[0];
    }

    @Override
    public List<String> list(String folder) throws IOException {
        String prefix = folder.isEmpty() ? "" : CheckpointFiles.requirePath(folder) + "/";
        TreeSet<String> names = new TreeSet<>();
        operation(() -> {}, () -> {
            List<String> paths = new ArrayList<>(files.keySet());
            paths.addAll(unclosed.keySet());
            for (String path : paths) {
                if (path.startsWith(prefix)) {
                    names.add(path.substring(prefix.length()).split("/", -1)[0]);
                }
            }
        });
        return List.copyOf(names);
    }

    @Override
    public boolean renames() {
        return kind != Kind.OBJECT_STORE;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        operation(() -> {}, () -> {
            byte[] content = content(from);
            requireAbsent(to);
            files.remove(from);
            files.put(to, content);
        });
    }

    /** Half of it, of a folder, is every second file. */
    @Override
    public void delete(String path) throws IOException {
        operation(() -> delete(path, 2), () -> delete(path, 1));
    }

    private void delete(String path, int every) {
        int[] n = {0};
        for (Map<String, byte[]> map : List.of(files, unclosed)) {
            map.keySet().removeIf(name -> (name.equals(path) || name.startsWith(path + "/")) && n[0]++ % every == 0);
        }
    }
}
