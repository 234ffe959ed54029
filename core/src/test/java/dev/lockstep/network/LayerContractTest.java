package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.numeric.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every layer. */
@SuppressWarnings("try") // scopes work by being there
final class LayerContractTest {
    private static final int ROWS = 3;
    private static final double STEP = 1e-5;
    /** In double, with steps of 1e-5: truncation is of 1e-10, rounding of 1e-16 / 1e-5; sums have some dozen terms. */
    private static final double TOLERANCE = 1e-7;

    static Stream<LayerExample> examples() {
        return LayerExample.all();
    }

    @BeforeAll
    static void load() {
        Libtorch.require(Device.CPU);
    }

    @Test
    void everyLayerHasAnExample() {
        Set<Class<?>> shown = new HashSet<>();
        examples().forEach(example -> shown.add(example.layer().getClass()));
        assertThat(shown).containsExactlyInAnyOrder(Layer.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void gradientsAreThoseOfCentralDifferences(LayerExample example) {
        Values values = new Values(example);
        double[] gradient = values.gradient();
        for (int i = 0; i < values.all.length; i++) {
            if (!values.isTrained(i)) {
                continue;
            }
            double x = values.all[i];
            values.all[i] = x + STEP;
            double above = values.loss();
            values.all[i] = x - STEP;
            double below = values.loss();
            values.all[i] = x;
            assertThat(gradient[i]).as(values.name(i)).isCloseTo((above - below) / (2 * STEP), within(TOLERANCE));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void rowsLeaveInTheShapeThatWasSaid(LayerExample example) {
        Values values = new Values(example);
        try (PointerScope scope = new PointerScope()) {
            for (boolean training : new boolean[] {true, false}) {
                Tensor output = values.forward(values.tensors(false), training);
                List<Long> shape = new ArrayList<>();
                for (long d = 1; d < output.dim(); d++) {
                    shape.add(output.size(d));
                }
                assertThat(output.size(0)).isEqualTo(ROWS);
                assertThat(shape)
                        .isEqualTo(example.layer().output(example.input()).dimensions().stream()
                                .map(Integer::longValue)
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void travelsInBytes(LayerExample example) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(example.layer());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(example.layer());
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void equalSeedsGiveEqualBits(LayerExample example) {
        Values values = new Values(example);
        assertThat(values.loss()).isEqualTo(values.loss());
        assertThat(values.gradient()).isEqualTo(values.gradient());
    }

    /** An example's rows and tensors in double, one after the other, and a loss: the sum of outputs by fixed coefficients. */
    private static final class Values {
        private final LayerExample example;
        private final List<TensorSpec> specs;
        private final int rowValues;
        private final double[] all;

        Values(LayerExample example) {
            this.example = example;
            this.specs = example.layer().tensors(example.input());
            this.rowValues = ROWS * example.input().size();
            int size = rowValues
                    + specs.stream()
                            .mapToInt(spec -> Initializer.size(spec.shape()))
                            .sum();
            this.all = new double[size];
            RandomGenerator random = Seeds.generator(5);
            for (int i = 0; i < size; i++) {
                all[i] = Normal.standard(random);
            }
            for (int i = 0; i < rowValues && example.choices() > 0; i++) {
                all[i] = Math.floorMod(random.nextLong(), (long) example.choices());
            }
            int from = rowValues;
            for (TensorSpec spec : specs) {
                int count = Initializer.size(spec.shape());
                if (!spec.trainable()) { // a variance must not be below 0
                    float[] first = new float[count];
                    spec.initializer().fill(first, 0, spec.shape(), random);
                    for (int i = 0; i < count; i++) {
                        all[from + i] = first[i];
                    }
                }
                from += count;
            }
        }

        boolean isTrained(int i) {
            return i < rowValues ? example.choices() == 0 : spec(i).trainable();
        }

        String name(int i) {
            return i < rowValues ? "row value " + i : spec(i).name() + " at " + i;
        }

        private TensorSpec spec(int i) {
            int end = rowValues;
            for (TensorSpec spec : specs) {
                end += Initializer.size(spec.shape());
                if (i < end) {
                    return spec;
                }
            }
            throw new IllegalArgumentException("no value " + i);
        }

        /** The rows, then the tensors of the layer. */
        Tensor[] tensors(boolean gradients) {
            Tensor[] tensors = new Tensor[1 + specs.size()];
            List<Integer> rows = new ArrayList<>(example.input().dimensions());
            rows.add(0, ROWS);
            tensors[0] = tensor(0, rows, gradients && example.choices() == 0);
            int from = rowValues;
            for (int i = 0; i < specs.size(); i++) {
                List<Integer> shape = specs.get(i).shape();
                tensors[i + 1] = tensor(from, shape, gradients && specs.get(i).trainable());
                from += Initializer.size(shape);
            }
            return tensors;
        }

        private Tensor tensor(int from, List<Integer> shape, boolean gradient) {
            double[] part = Arrays.copyOfRange(all, from, from + Initializer.size(shape));
            Tensor tensor = Tensor.create(
                    part, shape.stream().mapToLong(Integer::longValue).toArray());
            return gradient ? tensor.set_requires_grad(true) : tensor;
        }

        Tensor forward(Tensor[] tensors, boolean training) {
            Map<String, Tensor> named = new HashMap<>();
            for (int i = 0; i < specs.size(); i++) {
                named.put(specs.get(i).name(), tensors[i + 1]);
            }
            Pass pass = training
                    ? Pass.training(named, ScalarType.Double, Seeds.generator(11))
                    : Pass.scoring(named, ScalarType.Double);
            return example.layer().forward(tensors[0], pass);
        }

        private Tensor coefficients(Tensor output) {
            RandomGenerator random = Seeds.generator(3);
            double[] coefficients = new double[(int) output.numel()];
            Arrays.setAll(coefficients, i -> Normal.standard(random));
            return Tensor.create(coefficients, output.shape());
        }

        double loss() {
            try (PointerScope scope = new PointerScope()) {
                Tensor output = forward(tensors(false), true);
                return output.mul(coefficients(output)).sum().item_double();
            }
        }

        double[] gradient() {
            double[] gradient = new double[all.length];
            try (PointerScope scope = new PointerScope()) {
                Tensor[] tensors = tensors(true);
                Tensor output = forward(tensors, true);
                output.backward(coefficients(output), new BoolOptional(), false, new TensorArrayRefOptional());
                int from = 0;
                for (Tensor tensor : tensors) {
                    int count = (int) tensor.numel();
                    if (tensor.grad().defined()) {
                        DoublePointer data = tensor.grad().contiguous().data_ptr_double();
                        data.get(gradient, from, count);
                    }
                    from += count;
                }
            }
            return gradient;
        }
    }
}
