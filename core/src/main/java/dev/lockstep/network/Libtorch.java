package dev.lockstep.network;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;
import org.jspecify.annotations.Nullable;

/**
 * The native library: loaded once in a process, when the first network is computed, and told in each thread to use that thread alone.
 *
 * <p>JavaCPP unpacks it into {@code ~/.javacpp/cache}, or where the environment's {@code LOCKSTEP_NATIVES} says.
 */
public final class Libtorch {
    /** The variable of the environment that names the folder into which libraries are unpacked. */
    public static final String CACHE = "LOCKSTEP_NATIVES";

    private static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";

    /**
     * JavaCPP stops to collect garbage when the process has four times the heap's memory. We free by scopes, and what executors may take
     * is not the heap's business.
     */
    private static final String MEMORY_PROPERTY = "org.bytedeco.javacpp.maxPhysicalBytes";

    private Libtorch() {}

    /**
     * Makes the library ready for the thread at hand.
     *
     * @throws LibraryException if it is missing, cannot be loaded, or does not find the device
     */
    public static void require(Device device) {
        Loaded.FAILURE.ifPresent(failure -> {
            throw failure;
        });
        Threads.limit();
        if (device == Device.CUDA && !Cuda.AVAILABLE) {
            throw new LibraryException("device cuda: " + Cuda.PROBLEM);
        }
    }

    /** Its version, for who asks what is installed. */
    public static String version() {
        require(Device.CPU);
        return Loaded.version();
    }

    /** Loads it, once, and keeps what went wrong: a class that failed to initialize says so only the first time. */
    private static final class Loaded {
        static final Optional<LibraryException> FAILURE = Optional.ofNullable(load());

        private static @Nullable LibraryException load() {
            try {
                Optional.ofNullable(System.getenv(CACHE))
                        .filter(folder -> !folder.isBlank() && System.getProperty(CACHE_PROPERTY) == null)
                        .ifPresent(folder -> System.setProperty(CACHE_PROPERTY, folder));
                if (System.getProperty(MEMORY_PROPERTY) == null) {
                    System.setProperty(MEMORY_PROPERTY, "0");
                }
                Native.load();
                return null;
            } catch (LinkageError | RuntimeException e) {
                return new LibraryException(problem(e), e);
            }
        }

        static String version() {
            return Native.version();
        }
    }

    static String problem(Throwable thrown) {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String what = root.toString().lines().findFirst().orElse("").strip();
        boolean missing = root instanceof NoClassDefFoundError
                || root instanceof ClassNotFoundException
                || what.contains("not find jni")
                || what.contains("no jnitorch");
        if (missing) {
            return "networks need libtorch for " + platform + ", which is not on the class path (" + what
                    + "): run bin/lockstep of the whole folder, or give a cluster the jars of its lib/ that begin with pytorch,"
                    + " openblas and javacpp by --jars";
        }
        return String.format(
                Locale.ROOT,
                "networks need libtorch, which cannot be loaded on %s (%s): set %s to a folder on a disk with 1 GB free from"
                        + " which programs may run",
                platform,
                what,
                CACHE);
    }

    /** What names the library's classes, apart from the others, so that these can say that they are missing. */
    private static final class Native {
        static void load() {
            Loader.load(torch.class);
            // Several threads of ours share the cores: each of theirs would be one too many. Both are for the whole
            // process.
            torch.set_num_interop_threads(1);
            openblas.blas_set_num_threads(1);
        }

        static String version() {
            try {
                return String.valueOf(Loader.getVersion("org.bytedeco", "pytorch"));
            } catch (IOException e) {
                throw new LibraryException("the jar of libtorch does not tell its version: it is damaged", e);
            }
        }
    }

    /** One thread within an operation. OpenMP keeps this for each thread that calls. */
    private static final class Threads {
        private static final ThreadLocal<Boolean> LIMITED = ThreadLocal.withInitial(() -> {
            torch.set_num_threads(1);
            return true;
        });

        static void limit() {
            LIMITED.get();
        }
    }

    /** The GPU, looked for once. */
    private static final class Cuda {
        static final String PROBLEM = problem();
        static final boolean AVAILABLE = PROBLEM.isEmpty();

        private static String problem() {
            try {
                Loader.load(torch_cuda.class);
            } catch (LinkageError | RuntimeException e) {
                return "this is libtorch without CUDA: build with mvn -Pcuda, or write device: cpu";
            }
            return torch.cuda_is_available()
                    ? ""
                    : "no GPU was found: see whether its driver is installed, or write device: cpu";
        }
    }
}
