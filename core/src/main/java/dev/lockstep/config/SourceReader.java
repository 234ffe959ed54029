package dev.lockstep.config;

import dev.lockstep.numeric.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads where rows come from, and which of them are for validation and test. */
final class SourceReader {
    private SourceReader() {}

    /** A source of its own. */
    static SourceConfig read(Field field) {
        return read(field, Optional.empty());
    }

    /** A part of the data; a source that does not say its format or options has those of the training rows. */
    static PartConfig part(Field field, SourceConfig train) {
        if (field.is(Field.NONE)) {
            return new PartConfig.None();
        }
        if (field.isMapping()) {
            Section section = field.section().knows("path", "paths", "format", "options", "labels");
            Optional<Field> fraction = section.find("fraction");
            Optional<Field> every = section.find("every");
            Optional<Field> remainder = section.find("remainder");
            Optional<Field> where = section.find("where");
            if (fraction.isPresent()) {
                section.finishWithOnly("fraction");
                double share = fraction.get().number();
                return field.checked(() -> new PartConfig.Fraction(share));
            }
            if (every.isPresent()) {
                section.finishWithOnly("every", "remainder");
                int divisor = every.get().integer();
                int rest = remainder.map(Field::integer).orElse(divisor - 1);
                return field.checked(() -> new PartConfig.Every(divisor, rest));
            }
            if (where.isPresent()) {
                section.finishWithOnly("where");
                String condition = where.get().text();
                return field.checked(() -> new PartConfig.Where(condition));
            }
            if (remainder.isPresent()) {
                section.require("every", "{every: 5, remainder: 4}");
            }
            if (!section.has("format")) { // rows that are made have other keys
                section.finish();
            }
        }
        return new PartConfig.Source(read(field, Optional.of(train)));
    }

    private static SourceConfig read(Field field, Optional<SourceConfig> like) {
        if (!field.isMapping()) {
            List<String> paths = paths(field);
            String format = format(field, Optional.empty(), paths, like);
            return field.checked(() -> new SourceConfig(paths, format, List.of(), options(like, format), Map.of()));
        }
        Section section = field.section();
        Optional<Field> path = section.find("path");
        Optional<Field> several = section.find("paths");
        if (path.isPresent() && several.isPresent()) {
            throw several.get().error(field.path() + " has path and paths: keep one of them");
        }
        List<String> paths = path.or(() -> several).map(SourceReader::paths).orElse(List.of());
        Optional<Field> named = section.find("format");
        if (paths.isEmpty() && named.isEmpty()) {
            section.require("path", "path: data/train.csv");
        }
        String format = format(field, named, paths, like);
        if (format.equals(Formats.SYNTHETIC)) {
            Map<String, Object> settings = new LinkedHashMap<>();
            section.rest().forEach((key, value) -> settings.put(key, value.plain()));
            return field.checked(() -> new SourceConfig(paths, format, List.of(), Map.of(), settings));
        }
        if (format.equals(Formats.IDX)) {
            section.require("labels", "labels: train-labels-idx1-ubyte.gz");
        }
        List<String> labels = section.find("labels").map(Field::texts).orElse(List.of());
        Map<String, String> options =
                section.find("options").map(SourceReader::options).orElseGet(() -> options(like, format));
        section.finish();
        return field.checked(() -> new SourceConfig(paths, format, labels, options, Map.of()));
    }

    private static List<String> paths(Field field) {
        List<String> paths = field.texts();
        if (paths.isEmpty()) {
            throw field.error(field.path() + " has no path in it");
        }
        return paths;
    }

    private static Map<String, String> options(Optional<SourceConfig> like, String format) {
        return like.filter(source -> source.format().equals(format))
                .map(SourceConfig::options)
                .orElse(Map.of());
    }

    private static Map<String, String> options(Field field) {
        Map<String, String> options = new LinkedHashMap<>();
        field.section().rest().forEach((key, value) -> options.put(key, value.anyText()));
        return options;
    }

    private static String format(Field source, Optional<Field> named, List<String> paths, Optional<SourceConfig> like) {
        if (named.isEmpty()) {
            return Formats.infer(paths).or(() -> like.map(SourceConfig::format)).orElseThrow(() -> {
                String shown = paths.get(0);
                return source.error(source.path() + " needs a format, since the name of " + shown
                        + " does not say one: write {path: " + shown + ", format: csv}; known are "
                        + String.join(", ", Formats.NAMES));
            });
        }
        String format = named.get().text();
        // Spark may have formats that we do not know, but hardly one that differs from ours by a slip of the finger.
        if (!Formats.NAMES.contains(format)) {
            Names.nearest(format, Formats.NAMES).ifPresent(near -> {
                throw named.get().error("unknown format " + format + ": did you mean " + near + "?");
            });
        }
        return format;
    }
}
