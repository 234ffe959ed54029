package dev.lockstep.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document as {@link Value}s. Built on parser events, since only they allow every limit to be checked before
 * anything is built: tags and duplicate keys are refused, and length, depth and the number of values are bounded, aliases
 * counted as often as they are used.
 */
final class Yaml {
    static final int MOST_CHARACTERS = 1 << 20;
    private static final int MOST_VALUES = 100_000;
    private static final int MOST_LEVELS = 32;

    private final IntFunction<String> where;
    private final Iterator<Event> events;
    private final Map<String, Value> anchors = new HashMap<>();
    private int values;

    private Yaml(Iterator<Event> events, IntFunction<String> where) {
        this.events = events;
        this.where = where;
    }

    /**
     * The document in the text.
     *
     * @param name of the file, for errors
     */
    static Value file(String text, String name) {
        return parse(text, line -> name + ":" + line);
    }

    /** The value that an option of the command line gives. */
    static Value option(String text, String option) {
        return parse(text, line -> option);
    }

    private static Value parse(String text, IntFunction<String> where) {
        try {
            LoadSettings settings =
                    LoadSettings.builder().setCodePointLimit(MOST_CHARACTERS).build();
            return new Yaml(new Parse(settings).parseString(text).iterator(), where).document();
        } catch (MarkedYamlEngineException e) {
            int line =
                    e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
            throw new ConfigException("not readable as YAML: " + e.getProblem() + " (" + where.apply(line) + ")");
        } catch (YamlEngineException e) {
            throw new ConfigException("not readable as YAML: " + e.getMessage() + " (" + where.apply(1) + ")");
        }
    }

    private Value document() {
        events.next(); // start of the stream
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            throw new ConfigException("there is nothing in it (" + where.apply(1) + ")");
        }
        Event first = events.next();
        Value value = value(first, place(first), 1);
        events.next(); // end of the document
        Event next = events.next();
        if (next.getEventId() != Event.ID.StreamEnd) {
            throw new ConfigException("a second document starts here: a run has one (" + place(next) + ")");
        }
        return value;
    }

    private Value value(Event event, String place, int level) {
        count(place, level);
        if (event instanceof AliasEvent alias) {
            String name = alias.getAlias().getValue();
            Value meant = anchors.get(name);
            if (meant == null) {
                throw new ConfigException("there is no &" + name + " before *" + name + " (" + place + ")");
            }
            return copy(meant, place, level);
        }
        Value value;
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), place);
            value = new Value.Scalar(scalar.getValue(), scalar.isPlain(), place);
        } else {
            CollectionStartEvent start = (CollectionStartEvent) event;
            refuseTag(start.getTag(), place);
            value = event.getEventId() == Event.ID.SequenceStart ? sequence(place, level) : mapping(place, level);
        }
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), value));
        return value;
    }

    private Value sequence(String place, int level) {
        List<Value> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(value(event, place(event), level + 1));
        }
        return new Value.Sequence(items, place);
    }

    private Value mapping(String place, int level) {
        Map<String, Value> entries = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            // A value's place is its key's: that is the line to look at, also where a block begins below it.
            String keyPlace = place(event);
            if (!(value(event, keyPlace, level + 1) instanceof Value.Scalar key)) {
                throw new ConfigException("a key must be a text, not a list or a map (" + keyPlace + ")");
            }
            Value value = value(events.next(), keyPlace, level + 1);
            if (entries.putIfAbsent(key.text(), value) != null) {
                throw new ConfigException("key " + key.text() + " stands here twice: keep one (" + keyPlace + ")");
            }
        }
        return new Value.Mapping(entries, place);
    }

    /** A deep copy, so that what is overridden in one place stays as it is in the other, and so that it counts again. */
    private Value copy(Value value, String place, int level) {
        count(place, level);
        if (value instanceof Value.Sequence sequence) {
            List<Value> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(copy(item, place, level + 1)));
            return new Value.Sequence(items, place);
        }
        if (value instanceof Value.Mapping mapping) {
            Map<String, Value> entries = new LinkedHashMap<>();
            mapping.entries().forEach((key, item) -> entries.put(key, copy(item, place, level + 1)));
            return new Value.Mapping(entries, place);
        }
        return value;
    }

    private void count(String place, int level) {
        if (level > MOST_LEVELS) {
            throw new ConfigException("nested more than " + MOST_LEVELS + " levels deep (" + place + ")");
        }
        if (++values > MOST_VALUES) {
            throw new ConfigException("more than " + MOST_VALUES + " values (" + place + ")");
        }
    }

    private static void refuseTag(Optional<String> tag, String place) {
        if (tag.isPresent()) {
            throw new ConfigException("tags such as " + tag.get() + " are not allowed: remove it (" + place + ")");
        }
    }

    private String place(Event event) {
        return where.apply(event.getStartMark().map(Mark::getLine).orElse(0) + 1);
    }
}
