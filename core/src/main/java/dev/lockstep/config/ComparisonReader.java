package dev.lockstep.config;

import dev.lockstep.config.ComparisonConfig.Entry;
import dev.lockstep.config.ComparisonConfig.Target;
import dev.lockstep.numeric.Named;
import dev.lockstep.schedule.Plateau;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the section {@code compare} and the run beside it. */
final class ComparisonReader {
    static final String KEY = "compare";
    private static final String OPTIMIZERS = "optimizers";
    private static final String RATES = "learning_rates";
    private static final String SCHEDULE = "schedule";
    private static final String SEEDS = "seeds";
    private static final int MOST_SEEDS = 1000;
    private static final String EXAMPLE = RATES + ": [0.001, 0.01, 0.1]";
    private static final String RATE_PATH = "optimizer.learning_rate";

    private final Section root;
    private final Section section;
    private final RunConfig run;

    private ComparisonReader(Section root, Map<String, String> references) {
        this.root = root;
        this.section = root.find(KEY)
                .orElseThrow(() -> root.field()
                        .error("compare is missing: write for example compare: {optimizers: [sgd, momentum, adam], "
                                + EXAMPLE + "}, or use lockstep train"))
                .section();
        this.run = RunReader.readShared(root, references);
    }

    /** @param references to the environment, by the secrets that they stand for */
    static ComparisonConfig read(Section root, Map<String, String> references) {
        return new ComparisonReader(root, references).read();
    }

    private ComparisonConfig read() {
        refuse("optimizer", "compare.optimizers");
        refuse(SCHEDULE, "compare.schedule, or schedule in one of compare.optimizers, without its rate");
        root.find(CheckpointConfigReader.KEY).ifPresent(field -> {
            throw field.error("checkpoint is for lockstep train, since comparisons are not resumed: leave it out");
        });
        requireValidation();
        section.knows(OPTIMIZERS, RATES, SCHEDULE, SEEDS, "target").finish();
        List<Entry> entries = entries();
        int seeds = section.find(SEEDS).map(ComparisonReader::seeds).orElse(1);
        return new ComparisonConfig(run, entries, seeds, section.find("target").map(field -> target(field, run)));
    }

    private static int seeds(Field field) {
        int seeds = field.integer();
        if (seeds < 1 || seeds > MOST_SEEDS) {
            throw field.wrong("from 1, the run's own, to " + MOST_SEEDS);
        }
        return seeds;
    }

    /** What would be read, and then not used. */
    private void refuse(String key, String remedy) {
        root.find(key).ifPresent(field -> {
            throw field.error(key + " cannot stand beside compare: write " + remedy);
        });
    }

    private void requireValidation() {
        if (run.data().validation() instanceof PartConfig.None) {
            throw section.field()
                    .error("compare chooses rates by validation rows, and there are none: write data.validation:"
                            + " {fraction: 0.1}");
        }
        if (run.monitor().equals("loss")) {
            throw root.find("monitor")
                    .orElse(section.field())
                    .error("compare chooses rates by validation rows: write monitor: val_loss, or val_ and a metric");
        }
    }

    private List<Entry> entries() {
        Optional<Field> shared = section.find(RATES);
        List<Entry> entries = new ArrayList<>();
        Field optimizers = section.require(OPTIMIZERS, OPTIMIZERS + ": [sgd, momentum, adam]");
        for (Field item : optimizers.items()) {
            Entry entry = entry(item, shared);
            if (entries.stream().anyMatch(other -> other.label().equals(entry.label()))) {
                throw item.error("compare.optimizers has " + entry.label()
                        + " twice: keep one, or give one a label: {name: "
                        + entry.optimizer().name()
                        + ", label: …}");
            }
            entries.add(entry);
        }
        if (entries.isEmpty()) {
            throw optimizers.error("compare.optimizers has nothing to compare: write for example [sgd, adam]");
        }
        return entries;
    }

    private Entry entry(Field item, Optional<Field> sharedRates) {
        if (item.isScalar()) {
            Own nothing = new Own(Optional.empty(), Optional.empty(), run.plateau(), run.trainer());
            return entry(item, Named.of(item.text()), nothing, sharedRates);
        }
        Section own = item.section();
        String name = own.require("name", "name: adam").text();
        Own given = own(own);
        Optional<Field> rates = own.find(RATES).or(() -> sharedRates);
        Map<String, Object> settings = new LinkedHashMap<>();
        own.rest().forEach((key, value) -> {
            if (ForeignNames.path(key).filter(RATE_PATH::equals).isPresent()) {
                throw value.error(value.path() + ": compare takes rates from a list: write " + RATES + ": ["
                        + (value.isScalar() ? value.plain() : "…") + "]");
            }
            settings.put(key, value.plain());
        });
        return entry(item, new Named(name, settings), given, rates);
    }

    /** What an entry has beside its optimizer and rates: its own, or what all share. */
    private record Own(
            Optional<String> label, Optional<Field> schedule, Optional<Plateau> plateau, TrainerConfig trainer) {}

    private Own own(Section own) {
        Optional<Field> epochs = own.find("epochs");
        return new Own(
                own.find("label").map(Field::text),
                own.find(SCHEDULE),
                own.has(ScheduleReader.PLATEAU)
                        ? own.findUnlessNone(ScheduleReader.PLATEAU).map(ScheduleReader::plateau)
                        : run.plateau(),
                epochs.map(field -> field.checked(() -> run.trainer().withEpochs(field.integer())))
                        .orElse(run.trainer()));
    }

    private Entry entry(Field item, Named optimizer, Own own, Optional<Field> rates) {
        Catalog.Made<OptionalDouble> made = item.checked(() -> Catalog.optimizer(optimizer));
        if (made.thing().isEmpty()) {
            throw item.error("compare tries rates, and optimizer " + optimizer.name()
                    + " takes none: leave it out here, and train with it");
        }
        Named completed = made.named();
        Field list = rates.orElseThrow(
                () -> section.field().error("compare.learning_rates is missing: write for example " + EXAMPLE));
        Optional<Field> given = own.schedule().or(() -> section.find(SCHEDULE));
        Named bare = given.map(ComparisonReader::schedule).orElse(Named.of("constant"));
        List<Double> values = rates(list);
        int epochs = own.trainer().epochs();
        Entry bareEntry =
                new Entry(own.label().orElse(optimizer.name()), completed, bare, own.plateau(), epochs, values);
        List<Named> wholes = given.orElse(list)
                .checked(() -> values.stream()
                        .map(rate -> Catalog.schedule(bareEntry.schedule(rate), own.trainer()))
                        .toList());
        return new Entry(bareEntry.label(), completed, BaseRate.without(wholes.get(0)), own.plateau(), epochs, values);
    }

    /** A schedule that has no rate of its own. */
    private static Named schedule(Field field) {
        Named given = ScheduleReader.given(field);
        if (!BaseRate.isIn(given)) {
            throw field.error("compare takes rates from a list, and schedule " + given.name() + " has several: "
                    + (given.name().equals("piecewise")
                            ? "write factors of the rate in place of values"
                            : "train with it, or compare others"));
        }
        BaseRate.of(given).ifPresent(rate -> {
            throw field.at(BaseRate.path(given))
                    .error(field.path() + "." + BaseRate.path(given)
                            + ": compare takes rates from a list: leave it out here and write " + RATES + ": [" + rate
                            + "]");
        });
        return given;
    }

    private static List<Double> rates(Field list) {
        List<Double> rates = new ArrayList<>();
        for (Field item : list.items()) {
            double rate = item.number();
            if (!(rate > 0 && Double.isFinite(rate))) {
                throw item.wrong("positive and finite numbers");
            }
            if (rates.contains(rate)) {
                throw item.error(list.path() + " has " + rate + " twice: keep one");
            }
            rates.add(rate);
        }
        if (rates.isEmpty()) {
            throw list.error(list.path() + " has no rate in it: write for example " + EXAMPLE);
        }
        return rates;
    }

    private static Target target(Field field, RunConfig run) {
        Map<String, Field> given = field.section().rest();
        if (given.size() != 1) {
            throw field.error("compare.target must be one number to reach, for example {val_loss: 0.5}");
        }
        String metric = given.keySet().iterator().next();
        Field value = given.values().iterator().next();
        MetricsReader.requireMeasured(value, "compare.target", metric, Catalog.metricNames(run.metrics()));
        if (!Double.isFinite(value.number())) {
            throw value.wrong("finite");
        }
        return new Target(metric, value.number());
    }
}
