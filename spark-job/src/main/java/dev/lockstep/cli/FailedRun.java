package dev.lockstep.cli;

/** A failure whose line is settled already. */
final class FailedRun extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    FailedRun(Failure failure, Throwable cause) {
        super(failure.line(), cause);
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
