package dev.lockstep.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.bytedeco.pytorch.global.torch;

/** The loaded copies of a program: as many as there are threads that use it at once. */
final class ScriptPool {
    /** Held while a program draws: its numbers come from one generator for all threads. */
    private static final Object GENERATOR = new Object();

    /** What code that draws has in it; too much is no harm. */
    private static final Pattern DRAWS = Pattern.compile(
            "dropout|rand|bernoulli|multinomial|normal|poisson|uniform|exponential_|geometric_|cauchy_|rrelu|gumbel");

    private final String name;
    private final byte[] program;
    private final boolean draws;
    private final Queue<ScriptModule> idle = new ConcurrentLinkedQueue<>();

    ScriptPool(String name, byte[] program) {
        this.name = name;
        this.program = program;
        this.draws = draws(program);
    }

    /** What a program that nobody else uses meanwhile computes. */
    <T> T with(Function<ScriptModule, T> work) {
        ScriptModule polled = idle.poll();
        ScriptModule module = polled == null ? ScriptModule.load(name, program) : polled;
        T result = work.apply(module);
        idle.add(module); // unless it failed: nobody knows what it is then
        return result;
    }

    /** Runs what may draw. */
    void drawing(long seed, Runnable work) {
        if (!draws) {
            work.run();
            return;
        }
        synchronized (GENERATOR) {
            torch.manual_seed(seed);
            work.run();
        }
    }

    /** Through a file: a stream of stored entries cannot be read from its start. */
    private static boolean draws(byte[] program) {
        return ScriptFile.with(program, file -> {
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    if (entry.getName().endsWith(".py")
                            && DRAWS.matcher(text(zip, entry)).find()) {
                        return true;
                    }
                }
                return false;
            } catch (ZipException e) {
                return false; // then it is no program at all, as loading it will say
            }
        });
    }

    private static String text(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
