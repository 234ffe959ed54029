package dev.lockstep.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C and SIGTERM. The first one asks the run to stop, and is what the exit code will tell; the second one ends the process
 * at once.
 *
 * <p>A shutdown hook would not do: Spark's own hook stops its context at the same time, under the step that is to be finished,
 * and a second signal is not heard any more. {@code sun.misc.Signal} is reached by reflection, because a mere mention of it is
 * a warning of the compiler's; where a JVM lacks it, signals end the process as they always do.
 */
final class Signals implements AutoCloseable {
    private static final int SIGNAL_EXIT = 128;

    private final AtomicInteger received = new AtomicInteger();
    private final List<Runnable> restore = new ArrayList<>();
    private final Runnable stop;

    private Signals(Runnable stop) {
        this.stop = stop;
    }

    /** Calls {@code stop}, in a thread of its own, at the first signal. */
    static Signals stopping(Runnable stop) {
        Signals signals = new Signals(stop);
        signals.handle("INT");
        signals.handle("TERM");
        return signals;
    }

    /** 130 after Ctrl-C, 143 after SIGTERM, empty without a signal. */
    Optional<Integer> exitCode() {
        int number = received.get();
        return number == 0 ? Optional.empty() : Optional.of(SIGNAL_EXIT + number);
    }

    /** Signals end the process again. */
    @Override
    public void close() {
        restore.forEach(Runnable::run);
    }

    private void received(int number) {
        if (!received.compareAndSet(0, number)) {
            Runtime.getRuntime().halt(SIGNAL_EXIT + number);
        }
        stop.run();
    }

    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            received((Integer) signal.getMethod("getNumber").invoke(arguments[0]));
                        }
                        return null;
                    });
            Method handle = signal.getMethod("handle", signal, handler);
            Object number = signal.getConstructor(String.class).newInstance(name);
            Object before = handle.invoke(null, number, proxy);
            restore.add(() -> {
                try {
                    handle.invoke(null, number, before);
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalStateException(e);
                }
            });
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            System.getLogger(Signals.class.getName())
                    .log(System.Logger.Level.DEBUG, () -> "SIG" + name + " is not handled: " + e);
        }
    }
}
