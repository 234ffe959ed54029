package dev.lockstep.schedule;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One schedule after the other, each counting from its own start.
 *
 * <pre>{@code
 * η(t) = f₀(t) if t < b₁, f₁(t − b₁) if b₁ ≤ t < b₂, …
 * }</pre>
 *
 * <p>The step at a boundary is the first of the next, as in PyTorch's {@code SequentialLR} and Optax's {@code join_schedules}; Keras
 * has none.
 *
 * @param boundaries {@code b₁ < b₂ < …}, at least 1 and one of them
 * @param schedules {@code f₀, f₁, …}, one more
 */
public record Sequence(List<Long> boundaries, List<LearningRateSchedule> schedules) implements LearningRateSchedule {
    public Sequence {
        boundaries = List.copyOf(boundaries);
        schedules = List.copyOf(schedules);
        Piecewise.checkGrowing(boundaries);
        Checks.require(
                schedules.size() == boundaries.size() + 1,
                "schedules",
                "one more than there are boundaries",
                schedules.size());
    }

    static Sequence of(Settings settings, Run run) {
        List<Long> boundaries = settings.requiredWholeNumbers("boundaries");
        Piecewise.checkGrowing(boundaries);
        List<Run> runs = new ArrayList<>();
        long begin = 0;
        for (long boundary : boundaries) {
            runs.add(run.of(boundary - begin));
            begin = boundary;
        }
        runs.add(run.after(begin));
        return new Sequence(boundaries, Schedules.inners(settings, "schedules", runs));
    }

    @Override
    public double at(long step) {
        int part = part(step);
        return schedules.get(part).at(step - begin(part));
    }

    @Override
    public OptionalDouble momentum(long step) {
        int part = part(step);
        return schedules.get(part).momentum(step - begin(part));
    }

    @Override
    public OptionalDouble largestMomentum() {
        return schedules.stream()
                .map(LearningRateSchedule::largestMomentum)
                .flatMapToDouble(OptionalDouble::stream)
                .max();
    }

    /** Its last schedule must get its turn. */
    @Override
    public Optional<Need> need() {
        int last = boundaries.size();
        long more = schedules.get(last).need().map(Need::steps).orElse(1L);
        return Optional.of(new Need("boundaries", Need.sum(begin(last), more)));
    }

    private int part(long step) {
        int part = 0;
        while (part < boundaries.size() && step >= boundaries.get(part)) {
            part++;
        }
        return part;
    }

    private long begin(int part) {
        return part == 0 ? 0 : boundaries.get(part - 1);
    }
}
