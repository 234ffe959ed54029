package dev.lockstep.train;

import dev.lockstep.data.Chunk;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Target;
import dev.lockstep.model.Model;
import dev.lockstep.numeric.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Rows of two features, the second of which is the row's place, so that tests know which rows they see. */
final class TinyData implements ChunkReader {
    static final int WIDTH = 2;

    private final Map<Split, Sharding> shardings = new HashMap<>();

    TinyData(Sharding training) {
        shardings.put(Split.TRAINING, training);
    }

    TinyData with(Split split, Sharding sharding) {
        shardings.put(split, sharding);
        return this;
    }

    ShardTask task(Model model) {
        return new ShardTask(model, Target.number(), List.of(), new float[0], shardings);
    }

    ShardTask task() {
        return task(new TinyModel(WIDTH, false));
    }

    @Override
    public Chunk read(Split split, int number) {
        Sharding sharding = Optional.ofNullable(shardings.get(split)).orElseThrow();
        int rows = sharding.chunkRows(number);
        float[] values = new float[WIDTH * rows];
        float[] labels = new float[rows];
        float[] weights = new float[rows];
        for (int r = 0; r < rows; r++) {
            long place = sharding.firstPlace(number) + r;
            RandomGenerator random = Seeds.generator(Seeds.derive(Seeds.hash(split.name()), place));
            values[WIDTH * r] = (random.nextLong() >> 40) * 0x1p-24f;
            values[WIDTH * r + 1] = place;
            labels[r] = (random.nextLong() >> 40) * 0x1p-24f;
            weights[r] = 1 + place % 3;
        }
        return new Chunk(new DenseFeatures(rows, WIDTH, values), labels, weights);
    }
}
