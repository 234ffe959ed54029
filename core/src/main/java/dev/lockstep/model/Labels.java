package dev.lockstep.model;

import dev.lockstep.data.Target;

/** What is said about a label to somebody who chose a loss or a metric that is made for another kind. */
final class Labels {
    private Labels() {}

    /** For example {@code loss squared is for numbers, but the label has 3 classes: use cross_entropy}. */
    static IllegalArgumentException misfit(String what, String madeFor, Target target, String remedy) {
        return new IllegalArgumentException(
                what + " is for " + madeFor + ", but the label " + described(target) + ": use " + remedy);
    }

    /** As {@link #misfit(String, String, Target, String)}, with the loss that fits. */
    static IllegalArgumentException misfit(Loss loss, String madeFor, Target target) {
        return misfit("loss " + loss.name(), madeFor, target, lossFor(target));
    }

    private static String lossFor(Target target) {
        return switch (target.kind()) {
            case NUMBER -> "squared";
            case COUNT -> "poisson";
            case CLASSES -> target.classes().size() == 2 ? "logistic" : "cross_entropy";
        };
    }

    private static String described(Target target) {
        return switch (target.kind()) {
            case NUMBER -> "is a number";
            case COUNT -> "is a count";
            case CLASSES -> "has " + target.classes().size() + " classes";
        };
    }

    /** Throws unless the label is classes. */
    static void requireClasses(String metric, Target target) {
        if (target.kind() != Target.Kind.CLASSES) {
            throw misfit("metric " + metric, "classes", target, "rmse, mae or r2");
        }
    }

    /** Throws unless the label is two classes. */
    static void requireTwoClasses(String metric, Target target) {
        if (target.kind() != Target.Kind.CLASSES) {
            throw misfit("metric " + metric, "2 classes", target, "rmse, mae or r2");
        }
        if (target.classes().size() != 2) {
            throw misfit("metric " + metric, "2 classes", target, "accuracy, log_loss or f1");
        }
    }

    /** Throws unless the label is a number or a count. */
    static void requireNumber(String metric, Target target) {
        if (target.kind() == Target.Kind.CLASSES) {
            throw misfit("metric " + metric, "numbers and counts", target, "accuracy, log_loss or f1");
        }
    }
}
