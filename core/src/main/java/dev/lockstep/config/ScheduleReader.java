package dev.lockstep.config;

import dev.lockstep.numeric.Named;
import dev.lockstep.schedule.Plateau;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Reads the rates of a run: {@code schedule}, {@code optimizer.learning_rate} and {@code plateau}. */
final class ScheduleReader {
    static final String SCHEDULE = "schedule";
    static final String PLATEAU = "plateau";
    private static final String RATE = "learning_rate";
    private static final List<String> INNER = List.of("then", SCHEDULE, "schedules");

    private final Section root;
    private final Named optimizerAndRate;
    private final OptionalDouble defaultRate;
    private final TrainerConfig trainer;

    /** @param defaultRate empty for an optimizer that takes no rate */
    ScheduleReader(Section root, Named optimizerAndRate, OptionalDouble defaultRate, TrainerConfig trainer) {
        this.root = root;
        this.optimizerAndRate = optimizerAndRate;
        this.defaultRate = defaultRate;
        this.trainer = trainer;
    }

    Optional<Named> schedule() {
        Optional<Field> field = root.findUnlessNone(SCHEDULE);
        Object rate = optimizerAndRate.settings().get(RATE);
        Field ratePlace = rate == null
                ? root.field()
                : root.section("optimizer").find(RATE).orElse(root.field());
        if (defaultRate.isEmpty()) {
            (rate == null ? field : Optional.of(ratePlace)).ifPresent(this::refuseForLineSearch);
            return Optional.empty();
        }
        if (field.isEmpty()) {
            double value = rate == null ? defaultRate.getAsDouble() : ratePlace.number();
            Named constant = new Named("constant", Map.of(RATE, value));
            return Optional.of(
                    root.find("optimizer").orElse(root.field()).checked(() -> Catalog.schedule(constant, trainer)));
        }
        Named given = given(field.get());
        if (rate != null) {
            throw ratePlace.error("optimizer.learning_rate and schedule both say the rate: leave out the first"
                    + (BaseRate.isIn(given) ? " and write schedule: " + written(BaseRate.with(given, rate)) : ""));
        }
        return Optional.of(read(field.get()));
    }

    Optional<Plateau> plateau() {
        Optional<Field> field = root.findUnlessNone(PLATEAU);
        if (defaultRate.isEmpty()) {
            field.ifPresent(this::refuseForLineSearch);
        }
        return field.map(ScheduleReader::plateau);
    }

    private void refuseForLineSearch(Field place) {
        throw place.error(place.path() + " is not for optimizer " + optimizerAndRate.name()
                + ", whose line search chooses every step: leave it out");
    }

    /** A schedule as it is written, but for its lengths. */
    static Named given(Field field) {
        Named named = RunReader.named(field, "name", Optional.empty());
        Named given = field.checked(() -> Lengths.parse(named));
        String name = given.name().replace("_", "").toLowerCase(Locale.ROOT);
        if (name.endsWith(PLATEAU)) {
            throw field.error("plateau is a key of its own, beside any schedule: write plateau: {patience: 3}");
        }
        return given;
    }

    /** Inner schedules are read on their own first, so that what is wrong with them is said of their lines. */
    private Named read(Field field) {
        if (field.isMapping()) {
            for (String key : INNER) {
                field.section()
                        .find(key)
                        .ifPresent(inner -> (inner.isSequence() ? inner.items() : List.of(inner))
                                .stream().filter(Field::isMapping).forEach(this::read));
            }
        }
        Named given = given(field);
        return field.checked(() -> Catalog.schedule(given, trainer));
    }

    private static String written(Object value) {
        if (value instanceof Named named) {
            return written(BaseRate.tree(named));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + written(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return String.valueOf(value);
    }

    static Plateau plateau(Field field) {
        Section section = field.section();
        section.knows("factor", "patience", "cooldown", "min_delta", "threshold", "min_learning_rate")
                .finish();
        Plateau byDefault = Plateau.DEFAULT;
        int patience = section.require("patience", "patience: 3").integer();
        double factor = section.find("factor").map(Field::number).orElse(byDefault.factor());
        int cooldown = section.find("cooldown").map(Field::integer).orElse(byDefault.cooldown());
        double minDelta = section.find("min_delta")
                .map(Field::number)
                .orElse(byDefault.threshold().minDelta());
        boolean relative =
                section.find("threshold").map(ScheduleReader::isRelative).orElse(false);
        double least = section.find("min_learning_rate").map(Field::number).orElse(byDefault.minLearningRate());
        return field.checked(
                () -> new Plateau(factor, patience, cooldown, new Plateau.Threshold(minDelta, relative), least));
    }

    private static boolean isRelative(Field field) {
        if (!field.is("relative") && !field.is("absolute")) {
            throw field.wrong("absolute or relative");
        }
        return field.is("relative");
    }
}
