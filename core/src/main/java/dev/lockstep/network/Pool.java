package dev.lockstep.network;

import dev.lockstep.network.Window.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The largest value, or the mean, of each channel in a window. Rows are {@code [channels, length]} or {@code [channels, height,
 * width]}. What is padded counts neither as a maximum nor in a mean, as in Keras.
 *
 * @param how it sums up a window
 * @param window {@code pool_size}, {@code strides} and {@code padding}
 */
public record Pool(How how, Window window) implements Layer {
    static final String MAX = "max_pool";
    static final String AVERAGE = "average_pool";

    /** What of a window is kept. */
    public enum How {
        MAX,
        AVERAGE
    }

    static Pool read(How how, LayerSettings settings) {
        List<Integer> size = settings.spread("pool_size");
        List<Integer> strides = settings.value("strides").isPresent() ? settings.spread("strides") : size;
        return new Pool(how, new Window(size, strides, List.of(1), settings.padding("padding")));
    }

    @Override
    public String kind() {
        return how.name().toLowerCase(Locale.ROOT) + "_pool";
    }

    @Override
    public Shape output(Shape input) {
        if (input.rank() != 2 && input.rank() != 3) {
            throw new IllegalArgumentException(
                    "takes rows of [channels, length] or [channels, height, width], but rows of " + input
                            + " came: put reshape before it");
        }
        List<Integer> output = new ArrayList<>(List.of(input.at(0)));
        for (Walk walk : window.over(input)) {
            if (walk.before() >= walk.size() || walk.after() >= walk.size()) {
                throw new IllegalArgumentException("has a window of padding alone, with padding "
                        + window.padding().places() + " around " + input + ": pad less");
            }
            output.add(walk.windows());
        }
        return new Shape(output);
    }

    @Override
    public List<TensorSpec> tensors(Shape input) {
        return List.of();
    }

    @Override
    public long flops(Shape input) {
        long each = 1;
        for (Walk walk : window.over(input)) {
            each *= walk.size();
        }
        return output(input).size() * each;
    }

    @Override
    public Tensor forward(Tensor rows, Pass pass) {
        Planes planes = Planes.of(window, Planes.shape(rows));
        return planes.close(how == How.MAX ? max(rows, planes) : average(rows, planes));
    }

    private static Tensor max(Tensor rows, Planes planes) {
        return torch.max_pool2d(
                planes.open(rows, Double.NEGATIVE_INFINITY),
                planes.size(),
                planes.strides(),
                planes.padding(),
                planes.dilation(),
                false);
    }

    private static Tensor average(Tensor rows, Planes planes) {
        Tensor means = mean(planes.open(rows, 0), planes);
        if (!planes.isPadded()) {
            return means;
        }
        // The means are over padding too: what is left of one where there is an input everywhere says how much of it.
        Tensor share = mean(planes.open(torch.ones_like(rows.narrow(0, 0, 1).narrow(1, 0, 1)), 0), planes);
        return means.div(share);
    }

    private static Tensor mean(Tensor pictures, Planes planes) {
        return torch.avg_pool2d(
                pictures, planes.size(), planes.strides(), planes.padding(), false, true, new LongOptional());
    }
}
