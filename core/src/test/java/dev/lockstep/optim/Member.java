package dev.lockstep.optim;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** An entry of the registry, as Keras or as PyTorch has it. */
record Member(String name, boolean pytorch) {
    static Stream<Member> all() {
        return Stream.concat(
                Optimizers.names().stream().map(name -> new Member(name, false)),
                Optimizers.pytorchNames().stream().map(name -> new Member(name, true)));
    }

    /** Those whose weights do not know of one another. */
    static Stream<Member> elementwise() {
        return all().filter(member -> rule(member.optimizer()) instanceof Elementwise);
    }

    Optimizer optimizer() {
        return optimizer(Map.of());
    }

    Optimizer optimizer(Map<String, ?> settings) {
        return Optimizers.of(name, flavored(settings));
    }

    /** All settings with their defaults. */
    Map<String, Object> settings() {
        Map<String, Object> settings = Optimizers.completed(name, flavored(Map.of()));
        settings.remove("flavor");
        return settings;
    }

    private Map<String, Object> flavored(Map<String, ?> settings) {
        Map<String, Object> flavored = new HashMap<>(settings);
        if (pytorch) {
            flavored.put("flavor", "pytorch");
        }
        return flavored;
    }

    static Optimizer rule(Optimizer optimizer) {
        return optimizer instanceof Wrapper wrapper ? rule(wrapper.inner()) : optimizer;
    }

    @Override
    public String toString() {
        return pytorch ? name + ", pytorch" : name;
    }
}
