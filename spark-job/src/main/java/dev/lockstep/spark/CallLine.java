package dev.lockstep.spark;

import dev.lockstep.spark.RpcLink.Caller;
import java.util.Optional;

/** The newest call of somebody who makes one at a time. Used under the lock of its {@link Generation}. */
final class CallLine {
    private long serial = Long.MIN_VALUE;
    private Optional<Caller> waiting = Optional.empty();

    /** What a caller is to be told, once the lock is free. */
    record Reply(Caller to, Parcel parcel) {}

    /** Keeps a call, unless it is older than the one before. */
    boolean isNewest(long callSerial, Caller caller) {
        if (callSerial < serial) {
            return false;
        }
        serial = callSerial;
        waiting = Optional.of(caller);
        return true;
    }

    /** What to send to the call that is kept, which is none any more. */
    Optional<Reply> reply(Parcel parcel) {
        Optional<Reply> reply = waiting.map(caller -> new Reply(caller, parcel));
        waiting = Optional.empty();
        return reply;
    }
}
