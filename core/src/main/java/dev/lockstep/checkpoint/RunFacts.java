package dev.lockstep.checkpoint;

import dev.lockstep.numeric.Checks;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run is made of: the same run has the same facts, and another one other bits.
 *
 * @param config as resolved, in YAML, without secrets
 * @param data what its data is, by what people call the part
 * @param shards S
 * @param versions of what it runs on, by name
 */
public record RunFacts(String config, Map<String, String> data, int shards, Map<String, String> versions) {
    public RunFacts {
        Checks.atLeast("shards", shards, 1);
        data = Collections.unmodifiableMap(new TreeMap<>(data));
        versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    }
}
