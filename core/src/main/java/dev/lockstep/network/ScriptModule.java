package dev.lockstep.network;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.NamedTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.named_buffer_iterator;
import org.bytedeco.pytorch.named_buffer_list;
import org.bytedeco.pytorch.named_parameter_iterator;
import org.bytedeco.pytorch.named_parameter_list;

/** A TorchScript file, loaded. For one thread at a time. */
@SuppressWarnings("try") // scopes work by being there
final class ScriptModule {

    private final String name;
    private final JitModule module;
    private final ParameterLayout layout;
    /** In the order of the layout. */
    private final List<Tensor> tensors = new ArrayList<>();
    /** Buffers that are not floats, and what they are in the file. */
    private final List<Tensor> others = new ArrayList<>();

    private final List<Tensor> otherValues = new ArrayList<>();

    private ScriptModule(String name, JitModule module) {
        this.name = name;
        this.module = module;
        List<Parameter> parameters = new ArrayList<>();
        addParameters(true, parameters);
        addParameters(false, parameters);
        addBuffers(parameters);
        this.layout = ParameterLayout.of(parameters);
    }

    /**
     * Loads a program.
     *
     * @param name of its file, for errors
     * @throws IllegalArgumentException if it is none
     */
    static ScriptModule load(String name, byte[] program) {
        JitModule module;
        try {
            module = ScriptFile.with(program, file -> torch.load(file.toString()));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    name + " is no TorchScript file (" + ScriptError.line(e)
                            + "): make one with torch.jit.script(model).save(path)",
                    e);
        }
        return new ScriptModule(name, module);
    }

    private void addParameters(boolean trained, List<Parameter> parameters) {
        named_parameter_list list = module.named_parameters();
        named_parameter_iterator at = list.begin();
        for (long i = 0; i < list.size(); i++, at.increment()) {
            NamedTensor named = at.access();
            Tensor value = new Tensor(named.value());
            String its = named.name().getString();
            if (value.scalar_type().intern() != ScalarType.Float) {
                throw new IllegalArgumentException(name + " has parameter " + its + " of " + value.scalar_type()
                        + ", and floats are wanted: save model.float()");
            }
            if (value.requires_grad() == trained) {
                add(its, value, trained, parameters);
            }
        }
    }

    private void addBuffers(List<Parameter> parameters) {
        named_buffer_list list = module.named_buffers();
        named_buffer_iterator at = list.begin();
        for (long i = 0; i < list.size(); i++, at.increment()) {
            NamedTensor named = at.access();
            Tensor value = new Tensor(named.value());
            if (value.scalar_type().intern() == ScalarType.Float) {
                add(named.name().getString(), value, false, parameters);
            } else {
                others.add(value);
                otherValues.add(value.clone());
            }
        }
    }

    /** Scores and gradients know of a tensor only if it has values. */
    private void add(String its, Tensor value, boolean trained, List<Parameter> parameters) {
        if (value.numel() == 0) {
            return;
        }
        List<Integer> shape = new ArrayList<>();
        for (long d = 0; d < value.dim(); d++) {
            shape.add(Math.toIntExact(value.size(d)));
        }
        parameters.add(new Parameter(its, shape, trained, trained && shape.size() > 1));
        tensors.add(value);
    }

    ParameterLayout layout() {
        return layout;
    }

    /** The values of the tensors, as they are now. */
    float[] values() {
        float[] theta = new float[layout.size()];
        try (PointerScope scope = new PointerScope()) {
            for (int i = 0; i < tensors.size(); i++) {
                int from = layout.offset(i);
                tensors.get(i).detach().contiguous().data_ptr_float().get(theta, from, layout.offset(i + 1) - from);
            }
        }
        return theta;
    }

    /** Gives the tensors other values, takes the gradients away, and puts everything else back to what is in the file. */
    void set(float[] theta) {
        NativeBuffers buffers = NativeBuffers.ofThread();
        buffers.setWeights(layout, theta);
        try (PointerScope scope = new PointerScope()) {
            for (int i = 0; i < tensors.size(); i++) {
                tensors.get(i).detach().copy_(buffers.weight(layout, i));
                if (tensors.get(i).grad().defined()) {
                    tensors.get(i).mutable_grad().reset();
                }
            }
            for (int i = 0; i < others.size(); i++) {
                others.get(i).copy_(otherValues.get(i));
            }
        }
    }

    /** The i-th tensor of the layout. */
    Tensor tensor(int i) {
        return tensors.get(i);
    }

    /**
     * The scores of rows, {@code [n, scores]}.
     *
     * @throws IllegalArgumentException if the program does not take such rows, or gives other scores
     */
    Tensor forward(Tensor rows, boolean training, int scores) {
        module.train(training);
        // Otherwise the first runs are profiled, and later ones computed in another way: the bits would depend on how
        // many came before.
        torch.setGraphExecutorOptimize(false);
        IValueVector inputs = new IValueVector();
        inputs.push_back(new IValue(rows));
        IValue result;
        try {
            result = module.forward(inputs);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    name + " does not take rows of " + Planes.shape(rows) + " (" + ScriptError.line(e)
                            + "): say the dimensions that it wants as input",
                    e);
        }
        return scores(result, rows.size(0), scores);
    }

    private Tensor scores(IValue result, long rows, int scores) {
        if (!result.isTensor()) {
            throw new IllegalArgumentException(name + " gives "
                    + result.tagKind().getString() + ", and a tensor of scores is wanted: return that alone");
        }
        Tensor tensor = result.toTensor();
        boolean fits = tensor.dim() >= 1 && tensor.size(0) == rows && tensor.numel() == rows * scores;
        if (!fits) {
            List<Long> shape = new ArrayList<>();
            for (long d = 0; d < tensor.dim(); d++) {
                shape.add(tensor.size(d));
            }
            throw new IllegalArgumentException(
                    name + " gives scores of " + shape + " for " + rows + " rows, and the loss needs "
                            + List.of(rows, (long) scores) + ": change its last layer, or the loss");
        }
        return tensor.to(ScalarType.Float).reshape(rows, scores);
    }

    /** The program with the tensors as they are now. */
    byte[] bytes() {
        module.train(false);
        return ScriptFile.with(new byte[0], file -> {
            module.save(file.toString());
            return Files.readAllBytes(file);
        });
    }
}
