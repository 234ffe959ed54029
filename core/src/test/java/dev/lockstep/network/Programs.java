package dev.lockstep.network;

import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolType;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;

/** Small TorchScript files, as {@code torch.jit.script(model).save} makes them. */
@SuppressWarnings("try") // scopes work by being there
final class Programs {
    private Programs() {}

    /**
     * A file of a module.
     *
     * @param code of its methods, in Python
     * @param parameters by name; those whose names begin with {@code fixed} require no gradient
     * @param buffers by name
     */
    static byte[] of(String code, Map<String, Tensor> parameters, Map<String, Tensor> buffers) {
        Libtorch.require(Device.CPU);
        try (PointerScope scope = new PointerScope()) {
            JitModule module = new JitModule(new QualifiedName("Test"));

            module.register_attribute(
                    "training", new Type.TypePtr(BoolType.get().get()), new IValue(true));
            parameters.forEach((name, value) ->
                    module.register_parameter(name, value.set_requires_grad(!name.startsWith("fixed")), false));
            buffers.forEach(module::register_buffer);
            module.define(code);
            return ScriptFile.with(new byte[0], file -> {
                module.save(file.toString());
                return java.nio.file.Files.readAllBytes(file);
            });
        }
    }

    static Tensor tensor(long[] shape, float... values) {
        return Tensor.create(values, shape);
    }
}
