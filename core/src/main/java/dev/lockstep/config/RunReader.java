package dev.lockstep.config;

import dev.lockstep.data.Scale;
import dev.lockstep.data.Target;
import dev.lockstep.model.ClassWeights;
import dev.lockstep.model.Loss;
import dev.lockstep.model.Penalty;
import dev.lockstep.numeric.Named;
import dev.lockstep.schedule.Plateau;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads a whole run. */
final class RunReader {
    private static final String[] KEYS = {
        "data",
        "model",
        "loss",
        "metrics",
        "optimizer",
        ScheduleReader.SCHEDULE,
        ScheduleReader.PLATEAU,
        "monitor",
        "trainer",
        "early_stopping",
        CheckpointConfigReader.KEY,
        "output",
        ComparisonReader.KEY
    };
    private static final String DEFAULT_MODEL = "linear";
    private static final String DEFAULT_OPTIMIZER = "adam";
    private static final double DEFAULT_MIN_DELTA = 0;
    private static final String RATE = "learning_rate";
    private static final String CLASS_WEIGHTS = "class_weights";
    private static final String L1 = "l1";
    private static final String L2 = "l2";

    private final Section root;
    private final Field whole;
    private final Map<String, String> references;

    private RunReader(Section root, Map<String, String> references) {
        this.root = root;
        this.references = references;
        this.whole = root.field();
    }

    /** @param references to the environment, by the secrets that they stand for */
    static RunConfig read(Section root, Map<String, String> references) {
        if (root.has(ComparisonReader.KEY)) {
            throw root.section(ComparisonReader.KEY)
                    .field()
                    .error("compare is for lockstep compare: run that, or leave compare out");
        }
        return readShared(root, references);
    }

    /** The run that stands beside what is compared. */
    static RunConfig readShared(Section root, Map<String, String> references) {
        return new RunReader(root, references).read();
    }

    private RunConfig read() {
        root.knows(KEYS).finish(); // first of all: a key in a wrong place explains why another is missing
        DataConfig read = DataReader.read(root.section("data"));
        Field lossField = root.require("loss", "loss: squared");
        Named lossAndMore = named(lossField, "name", Optional.empty());
        Catalog.Made<Loss> loss = lossField.checked(() -> Catalog.loss(without(lossAndMore, CLASS_WEIGHTS, L1, L2)));
        Penalty penalty = lossField.isMapping() ? penalty(lossField.section()) : Penalty.NONE;
        DataConfig data = withLabelScale(read, loss.thing());
        requireFit(data.label(), loss.thing());
        List<Target> targets = lossField.checked(
                () -> Catalog.targets(loss.thing(), data.label().names()));
        Optional<Object> classWeights = lossField.isMapping()
                ? lossField.section().find(CLASS_WEIGHTS).map(field -> classWeights(field, data, targets))
                : Optional.empty();
        Field modelField = root.find("model").orElse(whole);
        Named modelAndReuse = root.find("model")
                .map(field -> named(field, "type", Optional.of(DEFAULT_MODEL)))
                .orElse(Named.of(DEFAULT_MODEL));
        Named model = modelField.checked(
                () -> Catalog.model(without(modelAndReuse, ReuseReader.KEYS), targets.get(0), loss.thing()));
        List<Catalog.Made<String>> metrics = MetricsReader.metrics(root, targets);
        Named optimizerAndRate = root.find("optimizer")
                .map(field -> named(field, "name", Optional.of(DEFAULT_OPTIMIZER)))
                .orElse(Named.of(DEFAULT_OPTIMIZER));
        Catalog.Made<OptionalDouble> optimizer =
                root.find("optimizer").orElse(whole).checked(() -> Catalog.optimizer(without(optimizerAndRate, RATE)));
        ReuseConfig reuse = root.find("model")
                .filter(Field::isMapping)
                .map(field -> ReuseReader.read(field.section(), Catalog.isLbfgs(optimizerAndRate)))
                .orElse(ReuseConfig.NONE);
        TrainerConfig trainer = TrainerReader.read(root.section("trainer"), Catalog.isLbfgs(optimizerAndRate));
        ScheduleReader rates = new ScheduleReader(root, optimizerAndRate, optimizer.thing(), trainer);
        Optional<Named> schedule = rates.schedule();
        Optional<Plateau> plateau = rates.plateau();
        String monitor = MetricsReader.monitor(
                root, data, metrics.stream().map(Catalog.Made::thing).toList());
        requireSmooth(penalty, optimizerAndRate, lossField);
        String output = root.require("output", "output: runs/first").text();
        Optional<Section> stopping = root.findUnlessNone("early_stopping").map(Field::section);
        OptionalInt patience = stopping.map(RunReader::patience).orElse(OptionalInt.empty());
        double minDelta = stopping.flatMap(section -> section.find("min_delta"))
                .map(Field::number)
                .orElse(DEFAULT_MIN_DELTA);
        stopping.ifPresent(Section::finish);
        Optional<CheckpointConfig> checkpoint = CheckpointConfigReader.read(root);
        return stopping.map(Section::field)
                .orElse(whole)
                .checked(() -> new RunConfig(
                        data,
                        model,
                        reuse,
                        loss.named(),
                        classWeights,
                        penalty,
                        metrics.stream().map(Catalog.Made::named).toList(),
                        optimizer.named(),
                        schedule,
                        plateau,
                        monitor,
                        trainer,
                        patience,
                        minDelta,
                        checkpoint,
                        output,
                        references));
    }

    private static OptionalInt patience(Section stopping) {
        return OptionalInt.of(stopping.require("patience", "patience: 3").integer());
    }

    /** A bare name, or a map with the name and settings. */
    static Named named(Field field, String key, Optional<String> byDefault) {
        if (field.isScalar()) {
            return Named.of(field.text());
        }
        Section section = field.section();
        String name = section.find(key)
                .map(Field::text)
                .or(() -> byDefault)
                .orElseGet(() -> section.require(key, key + ": …").text());
        Map<String, Object> settings = new LinkedHashMap<>();
        section.rest().forEach((setting, value) -> {
            settings.put(setting, value.plain());
            // The rate is taken out before the optimizer sees its settings, so only here can its other names be known.
            if (field.path().equals("optimizer") && !setting.equals(RATE)) {
                ForeignNames.path(setting)
                        .filter("optimizer.learning_rate"::equals)
                        .ifPresent(ours -> {
                            throw value.error("unknown key " + value.path() + ": write " + ours);
                        });
            }
        });
        return new Named(name, settings);
    }

    private static Named without(Named named, String... keys) {
        Map<String, Object> settings = new LinkedHashMap<>(named.settings());
        settings.keySet().removeAll(List.of(keys));
        return new Named(named.name(), settings);
    }

    /** Numbers to predict are standardized unless the file says otherwise: rates and starting weights are made for that. */
    private DataConfig withLabelScale(DataConfig data, Loss loss) {
        boolean given = root.section("data")
                .find("label")
                .filter(label -> !label.isScalar())
                .map(label -> label.section().has("scale"))
                .orElse(false);
        boolean made = data.train().format().equals(Formats.SYNTHETIC);
        return given
                        || made
                        || loss.kind() != Target.Kind.NUMBER
                        || !data.label().values().isEmpty()
                ? data
                : data.withLabel(new LabelConfig(data.label().column(), List.of(), new Scale.Standard()));
    }

    private void requireFit(LabelConfig label, Loss loss) {
        Field field = root.section("data").find("label").orElse(whole);
        if (loss.kind() != Target.Kind.NUMBER && !(label.scale() instanceof Scale.None)) {
            throw field.error("data.label.scale is for numbers, but loss " + loss.name() + " predicts "
                    + (loss.kind() == Target.Kind.COUNT ? "counts" : "classes") + ": leave it out");
        }
        if (loss.kind() != Target.Kind.CLASSES && !label.values().isEmpty()) {
            throw field.error("data.label.values are for classes, but loss " + loss.name()
                    + " predicts numbers: leave them out, or use logistic or cross_entropy");
        }
    }

    /** Checked as far as the classes are known: by name if the file names them, else by how many the loss takes. */
    private static Object classWeights(Field field, DataConfig data, List<Target> possible) {
        Object setting = field.plain();
        return field.checked(() -> {
            Target target = possible.get(0);
            int classes = target.classes().size();
            if (data.label().values().isEmpty()) {
                ClassWeights.check(
                        setting, target.kind(), possible.size() == 1 ? OptionalInt.of(classes) : OptionalInt.empty());
            } else {
                ClassWeights.of(setting, target, () -> new double[classes]);
            }
            if (setting.equals(ClassWeights.BALANCED) && data.train().format().equals(Formats.SYNTHETIC)) {
                throw new IllegalArgumentException(
                        "class_weights: balanced needs rows that are read, not made: give a" + " list");
            }
            return setting;
        });
    }

    private static Penalty penalty(Section loss) {
        double l1 = loss.find(L1).map(Field::number).orElse(Penalty.NONE.l1());
        double l2 = loss.find(L2).map(Field::number).orElse(Penalty.NONE.l2());
        return loss.field().checked(() -> new Penalty(l1, l2));
    }

    private static void requireSmooth(Penalty penalty, Named optimizer, Field loss) {
        if (penalty.l1() > 0 && Catalog.isLbfgs(optimizer)) {
            throw loss.section()
                    .find(L1)
                    .orElse(loss)
                    .error(
                            "loss.l1 has no derivative at 0, and optimizer lbfgs needs one: write l2, or take another optimizer");
        }
    }
}
