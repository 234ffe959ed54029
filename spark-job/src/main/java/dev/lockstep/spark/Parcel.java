package dev.lockstep.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A message between the driver and a worker.
 *
 * @param header what it says
 * @param load what is large, beside it, so that it is copied no more than needed: whatever it is in one process, bytes between processes
 */
record Parcel(Serializable header, List<Object> load) {
    Parcel {
        load = List.copyOf(load);
    }

    static Parcel of(Serializable header) {
        return new Parcel(header, List.of());
    }

    /**
     * What {@link RpcLink} is given.
     *
     * @param local whether it stays in this process
     */
    Object wrap(boolean local) {
        if (local) {
            return this;
        }
        List<Object> parts = new ArrayList<>(load);
        parts.add(0, ClosureBytes.pack(header));
        return parts.toArray();
    }

    static Parcel unwrap(Object message) {
        if (message instanceof Parcel local) {
            return local;
        }
        if (message instanceof Object[] parts && parts.length > 0 && parts[0] instanceof byte[] header) {
            return new Parcel(
                    ClosureBytes.unpack(header, Serializable.class),
                    Arrays.asList(parts).subList(1, parts.length));
        }
        throw new IllegalArgumentException("a message of another kind: " + message.getClass());
    }
}
