package dev.lockstep.network;

import dev.lockstep.data.Target;
import dev.lockstep.model.Loss;
import java.util.ArrayList;
import java.util.List;

/**
 * A network in Java, layer by layer.
 *
 * <pre>{@code
 * Network network = NetworkBuilder.of(1, 28, 28)
 *         .add(new Flatten())
 *         .add(new Dense(300, Activation.of(ActivationFunction.RELU)))
 *         .add("output", new Dense(10))
 *         .build(target, CrossEntropy.DEFAULT);
 * }</pre>
 */
public final class NetworkBuilder {
    private final Shape input;
    private final List<Stack.Entry> layers = new ArrayList<>();
    private Network.Execution execution = Network.Execution.DEFAULT;

    private NetworkBuilder(Shape input) {
        this.input = input;
    }

    /** A network for rows of these dimensions. */
    public static NetworkBuilder of(Integer... dimensions) {
        return new NetworkBuilder(Shape.of(dimensions));
    }

    /** Adds a layer named by its position: {@code layer} and its number, from 1. */
    public NetworkBuilder add(Layer layer) {
        return add(Stack.nameAt(layers.size()), layer);
    }

    /** Adds a layer whose tensors' names begin with that name. */
    public NetworkBuilder add(String name, Layer layer) {
        layers.add(new Stack.Entry(name, layer));
        return this;
    }

    /** Says in which precision, and where, layers are computed. */
    public NetworkBuilder execution(Precision precision, Device device) {
        execution = new Network.Execution(precision, device);
        return this;
    }

    /**
     * The network.
     *
     * @throws IllegalArgumentException if layers do not fit one another, or the loss
     */
    public Network build(Target target, Loss loss) {
        return new Network(input, new Stack(layers), target, loss, execution);
    }
}
