package dev.lockstep.spark;

import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.rpc.IsolatedThreadSafeRpcEndpoint;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointNotFoundException;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcEnvStoppedException;
import org.apache.spark.util.RpcUtils;
import scala.Function1;
import scala.PartialFunction;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * A name on the driver that tasks can send messages to: over Spark's own RPC, with its authentication and encryption. The only class
 * that knows Spark's RPC, which is internal to Spark: another version of it may lack something, and then what is here throws a
 * {@link LinkageError}.
 *
 * <p>In one process messages and replies are passed by reference, and nobody may write to what was sent. Between processes Java's
 * serialization takes them, by the class loader that Spark started with, which does not know the jars that users add: only classes of
 * the JDK may travel.
 */
final class RpcLink implements AutoCloseable {
    private final RpcEnv rpc;
    private final RpcEndpointRef endpoint;

    private RpcLink(RpcEnv rpc, RpcEndpointRef endpoint) {
        this.rpc = rpc;
        this.endpoint = endpoint;
    }

    /** Hears what tasks send; called by one thread, of the link's own, which must not be kept waiting. */
    interface Receiver {
        void received(Object message, Caller caller);

        /** The process at this address is gone, or nobody can get there. */
        void disconnected(String address);
    }

    /** Who waits for a reply, which any thread may send at any later time, once. */
    interface Caller {
        void reply(Object message);

        String address();
    }

    /** Called on the driver. */
    static RpcLink open(String name, Receiver receiver) {
        RpcEnv rpc = SparkEnv.get().rpcEnv();
        return new RpcLink(rpc, rpc.setupEndpoint(name, new Endpoint(rpc, receiver)));
    }

    /** From now on tasks find nobody at the name. */
    @Override
    public void close() {
        rpc.stop(endpoint);
    }

    /** Called in a task: the way to the driver, or empty if there is nobody at that name any more. */
    static Optional<Driver> driver(String name) {
        SparkEnv env = SparkEnv.get();
        try {
            return Optional.of(new Driver(RpcUtils.makeDriverRef(name, env.conf(), env.rpcEnv())));
        } catch (Exception e) { // Scala throws checked ones, too, without declaring them
            if (isGone(e, name)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isGone(Throwable thrown, String name) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof SparkException && ("Could not find " + name + ".").equals(at.getMessage())) {
                return true; // the one case of these that has no class of its own
            }
        }
        return hasCause(thrown, RpcEndpointNotFoundException.class) || hasCause(thrown, RpcEnvStoppedException.class);
    }

    private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    /** The driver, as a task sees it. */
    static final class Driver {
        private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

        private final RpcEndpointRef endpoint;

        private Driver(RpcEndpointRef endpoint) {
            this.endpoint = endpoint;
        }

        /** Waits for the answer, for {@code spark.rpc.askTimeout}. */
        Answer ask(Object message) {
            try {
                return new Answer.Reply(endpoint.<Object>askSync(message, ANY));
            } catch (Exception e) { // Scala throws checked ones, too, without declaring them
                if (hasCause(e, TimeoutException.class)) {
                    return new Answer.Late();
                }
                if (isGone(e, endpoint.name())) {
                    return new Answer.Gone();
                }
                throw e;
            }
        }
    }

    /** What comes of a message. */
    sealed interface Answer {
        record Reply(Object message) implements Answer {}

        /** None yet. It may be that the message did not arrive, and that an answer comes that nobody waits for. */
        record Late() implements Answer {}

        /** There is nobody at that name any more. */
        record Gone() implements Answer {}
    }

    private record Context(RpcCallContext context) implements Caller {
        @Override
        public void reply(Object message) {
            context.reply(message);
        }

        @Override
        public String address() {
            return String.valueOf(context.senderAddress());
        }
    }

    private record Endpoint(RpcEnv rpcEnv, Receiver receiver) implements IsolatedThreadSafeRpcEndpoint {
        @Override
        public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext context) {
            return new AbstractPartialFunction<>() {
                @Override
                public boolean isDefinedAt(Object message) {
                    return true;
                }

                @Override
                @SuppressWarnings("unchecked") // the function is one to Unit, and so is its caller's
                public <A, B> B applyOrElse(A message, Function1<A, B> other) {
                    receiver.received(message, new Context(context));
                    return (B) BoxedUnit.UNIT;
                }
            };
        }

        @Override
        public void onDisconnected(RpcAddress address) {
            receiver.disconnected(String.valueOf(address));
        }
    }
}
