package dev.lockstep.spark;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the bytes that the driver sends to workers and receives from them: sums and weights, not the few hundred bytes of a message
 * around them, nor broadcasts, of which executors pass on most among themselves. What stays in one process is not counted.
 */
final class Traffic {
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    void sent(Parcel parcel) {
        sent.add(bytes(parcel.load()));
    }

    void received(List<Object> load) {
        received.add(bytes(load));
    }

    long bytesSent() {
        return sent.sum();
    }

    long bytesReceived() {
        return received.sum();
    }

    private static long bytes(List<Object> load) {
        long bytes = 0;
        for (Object item : load) {
            bytes += item instanceof byte[] array ? array.length : 0;
        }
        return bytes;
    }
}
