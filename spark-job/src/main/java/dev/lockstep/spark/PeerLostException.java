package dev.lockstep.spark;

/** An executor could not fetch from another one, which has gone, most likely. */
final class PeerLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String executor;

    /** @param executor from which nothing came */
    PeerLostException(String executor, Throwable cause) {
        super("a part of a gradient could not be fetched from executor " + executor + ": " + cause.getMessage(), cause);
        this.executor = executor;
    }

    String executor() {
        return executor;
    }
}
