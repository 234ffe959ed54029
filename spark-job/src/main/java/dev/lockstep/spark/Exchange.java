package dev.lockstep.spark;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The driver's end of the link to workers: hands what they report to the generation that it belongs to. Reports of another one are
 * answered with {@link Order.Finish}, whatever they say.
 */
final class Exchange implements RpcLink.Receiver, AutoCloseable {
    private static final AtomicLong OPENED = new AtomicLong();

    private final String name = "lockstep-" + OPENED.incrementAndGet();
    private final boolean local;
    private final RpcLink link;
    private volatile Optional<Generation> current = Optional.empty();

    private Exchange(boolean local) {
        this.local = local;
        this.link = RpcLink.open(name, this);
    }

    /**
     * Opens a link.
     *
     * @param local whether workers are in this process
     * @throws LinkageError if this Spark's RPC is another than the one that we know
     */
    static Exchange open(boolean local) {
        return new Exchange(local);
    }

    /** What workers find the link by. */
    String name() {
        return name;
    }

    /** From now on this generation hears what its workers report. */
    void use(Generation generation) {
        current = Optional.of(generation);
    }

    @Override
    public void received(Object message, RpcLink.Caller caller) {
        Parcel parcel = Parcel.unwrap(message);
        Optional<Generation> generation = current;
        if (parcel.header() instanceof Report report
                && generation.isPresent()
                && generation.get().number() == report.generation()) {
            generation.get().received(report, parcel.load(), caller);
        } else {
            caller.reply(Parcel.of(new Order.Finish()).wrap(local));
        }
    }

    @Override
    public void disconnected(String address) {
        if (!local) {
            current.ifPresent(generation -> generation.disconnected(address));
        }
    }

    @Override
    public void close() {
        current.ifPresent(generation -> generation.end(Optional.empty()));
        link.close();
    }
}
