package dev.lockstep.config;

import dev.lockstep.numeric.Named;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Writes a learning rate into the text of a run, and leaves every other character as it is: comments, order, quotes. The place is
 * found by the YAML parser's marks.
 */
final class RateEdit {
    private static final String OPTIMIZER = "optimizer";
    private static final String SCHEDULE = "schedule";
    private static final String RATE = "learning_rate";
    private static final String THEN = "then";
    private static final String CONSTANT = "constant";

    private final String text;
    private final String rate;

    private RateEdit(String text, String rate) {
        this.text = text;
        this.rate = rate;
    }

    /** The text with that rate, if there is a way to write it; who asks has to see whether it is the same run otherwise. */
    static Optional<String> of(String text, double rate) {
        Node root =
                new Compose(LoadSettings.builder().build()).composeString(text).orElse(null);
        return root instanceof MappingNode map ? new RateEdit(text, number(rate)).edited(map) : Optional.empty();
    }

    /** A rate as YAML and people read it. */
    static String number(double rate) {
        return Double.toString(rate);
    }

    /** Whether what was read again is the run as it was, at that rate; other rates may have followed it. */
    static boolean saysTheSame(RunConfig before, double rate, Supplier<RunConfig> read) {
        try {
            RunConfig after = read.get();
            return after.withSchedule(before.schedule()).equals(before)
                    && after.schedule().isPresent()
                    && isAt(after.schedule().get(), rate)
                    && before.schedule()
                            .filter(schedule ->
                                    differsInRates(schedule, after.schedule().get()))
                            .isPresent();
        } catch (ConfigException e) {
            return false;
        }
    }

    private static boolean isAt(Named schedule, double rate) {
        Object then = schedule.settings().get(THEN);
        return then instanceof Map<?, ?> inner
                ? isAt(inner, String.valueOf(inner.get("name")), rate)
                : isAt(schedule.settings(), schedule.name(), rate);
    }

    private static boolean isAt(Map<?, ?> settings, String name, double rate) {
        return settings.get(key(name)) instanceof Number number && number.doubleValue() == rate;
    }

    private static boolean differsInRates(Named one, Named other) {
        return one.name().equals(other.name()) && differsInRates(one.settings(), other.settings());
    }

    private static boolean differsInRates(Map<?, ?> one, Map<?, ?> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream().allMatch(entry -> {
                    Object value = entry.getValue();
                    Object beside = other.get(entry.getKey());
                    if (value instanceof Map<?, ?> map && beside instanceof Map<?, ?> map2) {
                        return differsInRates(map, map2);
                    }
                    return value.equals(beside)
                            || (entry.getKey().toString().endsWith(RATE)
                                    && value instanceof Number
                                    && beside instanceof Number);
                });
    }

    /** Key and value, with where they belong. */
    static String entry(RunConfig config, double rate) {
        Named schedule = config.schedule().orElse(Named.of(CONSTANT));
        if (schedule.name().equals(CONSTANT)) {
            return OPTIMIZER + "." + RATE + ": " + number(rate);
        }
        Object then = schedule.settings().get(THEN);
        Object name = then instanceof Map<?, ?> inner ? inner.get("name") : schedule.name();
        if (!hasOneRate(String.valueOf(name))) {
            return number(rate) + " as the largest rate of schedule " + name;
        }
        return SCHEDULE + "." + (then == null ? "" : THEN + ".") + key(String.valueOf(name)) + ": " + number(rate);
    }

    /** Whether the rate of a schedule is that of one number; it is many, or another's, in these. */
    private static boolean hasOneRate(String schedule) {
        return !List.of("piecewise", "sequence", "scaled").contains(schedule);
    }

    /** The number that is a schedule's largest rate. */
    private static String key(String schedule) {
        return List.of("cyclic", "one_cycle").contains(schedule) ? "max_" + RATE : RATE;
    }

    private Optional<String> edited(MappingNode root) {
        Node schedule = value(root, SCHEDULE).filter(node -> !isNone(node)).orElse(null);
        if (schedule instanceof MappingNode map) {
            return ofSchedule(map);
        }
        if (schedule != null) {
            return Optional.empty();
        }
        Node optimizer = value(root, OPTIMIZER).orElse(null);
        if (optimizer instanceof MappingNode map) {
            return Optional.of(set(map, RATE));
        }
        if (optimizer instanceof ScalarNode name) {
            return Optional.of(replaced(name, "{name: " + source(name) + ", " + RATE + ": " + rate + "}"));
        }
        return Optional.of(optimizer == null ? withOptimizer(root) : text);
    }

    private Optional<String> ofSchedule(MappingNode map) {
        if (value(map, THEN).orElse(null) instanceof MappingNode then) { // of warm_up: the rate that it leads to
            return ofSchedule(then);
        }
        String name = value(map, "name")
                .filter(ScalarNode.class::isInstance)
                .map(RateEdit::text)
                .orElse("");
        return hasOneRate(name) ? Optional.of(set(map, key(name))) : Optional.empty();
    }

    /** With the key in a map: its value replaced, or the key before all others. */
    private String set(MappingNode map, String key) {
        Optional<Node> value = value(map, key);
        if (value.isPresent()) {
            return replaced(value.get(), rate);
        }
        return inserted(map, key + ": " + rate);
    }

    private String inserted(MappingNode map, String entry) {
        if (map.getFlowStyle() == FlowStyle.FLOW) {
            int after = offset(mark(map.getStartMark())) + 1;
            return text.substring(0, after) + entry + (map.getValue().isEmpty() ? "" : ", ") + text.substring(after);
        }
        Mark first = mark(map.getValue().get(0).getKeyNode().getStartMark());
        int before = offset(first);
        return text.substring(0, before) + entry + lineEnd() + " ".repeat(first.getColumn()) + text.substring(before);
    }

    /** A default optimizer has no place yet: the end of a block, so that what stands at the beginning stays there. */
    private String withOptimizer(MappingNode root) {
        String entry = OPTIMIZER + ": {" + RATE + ": " + rate + "}";
        if (root.getFlowStyle() == FlowStyle.FLOW) {
            return inserted(root, entry);
        }
        String end = text.endsWith("\n") ? "" : lineEnd();
        int column = mark(root.getStartMark()).getColumn();
        return text + end + " ".repeat(column) + entry + lineEnd();
    }

    private String replaced(Node node, String by) {
        return text.substring(0, offset(mark(node.getStartMark())))
                + by
                + text.substring(offset(mark(node.getEndMark())));
    }

    private String source(Node node) {
        return text.substring(offset(mark(node.getStartMark())), offset(mark(node.getEndMark())));
    }

    /** Marks count code points. */
    private int offset(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private String lineEnd() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    private static Mark mark(Optional<Mark> mark) {
        return mark.orElseThrow(); // the settings have them kept
    }

    private static Optional<Node> value(MappingNode map, String key) {
        Map<String, Node> values = new TreeMap<>();
        for (NodeTuple tuple : map.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode name) {
                values.put(name.getValue(), tuple.getValueNode());
            }
        }
        return Optional.ofNullable(values.get(key));
    }

    private static String text(Node node) {
        return ((ScalarNode) node).getValue();
    }

    private static boolean isNone(Node node) {
        return node instanceof ScalarNode scalar && scalar.getValue().equals(Field.NONE);
    }
}
