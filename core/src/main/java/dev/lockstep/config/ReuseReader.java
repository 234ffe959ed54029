package dev.lockstep.config;

import dev.lockstep.config.ReuseConfig.StartFrom;
import java.util.List;
import java.util.Optional;

/** Reads what stands beside the settings of a model: where its weights start from, and which of them are frozen. */
final class ReuseReader {
    /** The keys that are no settings of the model itself. */
    static final String[] KEYS = {ReuseConfig.START_FROM, ReuseConfig.FREEZE, ReuseConfig.UNFREEZE_AFTER};

    private ReuseReader() {}

    /** @param lbfgs whether that trains, whose slots are all of one history */
    static ReuseConfig read(Section model, boolean lbfgs) {
        Optional<StartFrom> start = model.findUnlessNone(ReuseConfig.START_FROM).map(ReuseReader::startFrom);
        List<String> freeze =
                model.findUnlessNone(ReuseConfig.FREEZE).map(Field::texts).orElse(List.of());
        Optional<Field> unfreeze = model.findUnlessNone(ReuseConfig.UNFREEZE_AFTER);
        unfreeze.filter(field -> lbfgs).ifPresent(field -> {
            throw field.error("model.unfreeze_after is not for optimizer lbfgs: leave it out, and start_from that"
                    + " run's model in one without freeze");
        });
        Optional<Length> length = unfreeze.map(TrainerReader::length);
        return model.field().checked(() -> new ReuseConfig(start, freeze, length));
    }

    private static StartFrom startFrom(Field field) {
        if (field.isScalar()) {
            return field.checked(() -> new StartFrom(field.text(), List.of()));
        }
        Section section = field.section();
        String path = section.require("path", "path: runs/other").text();
        List<String> tensors = section.find("tensors").map(Field::texts).orElse(List.of());
        section.finish();
        return field.checked(() -> new StartFrom(path, tensors));
    }
}
