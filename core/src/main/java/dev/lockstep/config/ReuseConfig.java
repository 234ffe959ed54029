package dev.lockstep.config;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Named;
import dev.lockstep.numeric.Names;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run's model takes over from one that was trained before, and what of it stays as it is. Names of tensors are patterns:
 * {@code *} stands for any number of characters, {@code ?} for one.
 *
 * @param startFrom where tensors start from; empty: all are new
 * @param freeze the tensors that no update moves; buffers, such as the running means of batch norms, move on
 * @param unfreezeAfter for so long; empty: to the end
 */
public record ReuseConfig(Optional<StartFrom> startFrom, List<String> freeze, Optional<Length> unfreezeAfter) {
    /** New weights, all of them trained. */
    public static final ReuseConfig NONE = new ReuseConfig(Optional.empty(), List.of(), Optional.empty());

    static final String START_FROM = "start_from";
    static final String FREEZE = "freeze";
    static final String UNFREEZE_AFTER = "unfreeze_after";
    private static final String GROUPS = "groups";
    private static final int MOST_NAMED = 12;

    public ReuseConfig {
        freeze = List.copyOf(freeze);
        Checks.require(
                unfreezeAfter.isEmpty() || !freeze.isEmpty(),
                UNFREEZE_AFTER,
                "left out where freeze names no tensors",
                unfreezeAfter.map(Length::toString).orElse(""));
    }

    /**
     * A model whose tensors start others.
     *
     * @param path the folder of a run, or its model folder
     * @param tensors those that are taken from there; empty: all whose names both models have
     */
    public record StartFrom(String path, List<String> tensors) {
        public StartFrom {
            Checks.require(!path.isBlank(), START_FROM, "the folder of a run or of a model", path);
            tensors = List.copyOf(tensors);
        }

        /** Whether a tensor of that name is taken. */
        public boolean takes(String tensor) {
            return tensors.isEmpty() || tensors.stream().anyMatch(pattern -> Names.matches(pattern, tensor));
        }
    }

    /** An optimizer, or L-BFGS, for as long as tensors are frozen: with them as groups of its own. */
    public Named frozen(Named optimizer) {
        if (freeze.isEmpty()) {
            return optimizer;
        }
        List<Object> groups = new ArrayList<>();
        freeze.forEach(pattern -> groups.add(Map.of("match", pattern, "frozen", true)));
        if (optimizer.settings().get(GROUPS) instanceof List<?> others) {
            groups.addAll(others);
        }
        Map<String, Object> settings = new LinkedHashMap<>(optimizer.settings());
        settings.put(GROUPS, groups);
        return new Named(optimizer.name(), settings);
    }

    /**
     * Makes sure that there are the tensors that are named here, and one that is trained from the start.
     *
     * @throws IllegalArgumentException otherwise
     */
    public void requireTensors(ParameterLayout layout) {
        List<String> names = layout.parameters().stream().map(Parameter::name).toList();
        startFrom.ifPresent(start -> start.tensors().forEach(pattern -> requireOne(START_FROM, pattern, names)));
        List<String> trainable = layout.parameters().stream()
                .filter(Parameter::trainable)
                .map(Parameter::name)
                .toList();
        freeze.forEach(pattern -> requireOne(FREEZE, pattern, trainable));
        if (trainable.stream().allMatch(name -> freeze.stream().anyMatch(pattern -> Names.matches(pattern, name)))) {
            throw new IllegalArgumentException(
                    FREEZE + " leaves no tensor to train of " + shown(names) + ": name fewer");
        }
    }

    private static void requireOne(String key, String pattern, List<String> names) {
        if (names.stream().noneMatch(name -> Names.matches(pattern, name))) {
            throw new IllegalArgumentException(key + ": " + pattern + " is none of the tensors " + shown(names));
        }
    }

    /** Some names, for a line of text. */
    public static String shown(List<String> names) {
        return Stream.concat(
                        names.stream().limit(MOST_NAMED),
                        names.size() > MOST_NAMED ? Stream.of("… (" + names.size() + " in all)") : Stream.of())
                .collect(Collectors.joining(", "));
    }
}
