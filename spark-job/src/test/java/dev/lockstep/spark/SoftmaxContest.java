package dev.lockstep.spark;

import dev.lockstep.config.RunConfig;
import dev.lockstep.train.Split;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;

/** Softmax regression. */
record SoftmaxContest(MllibRows rows, RunConfig config) implements MllibContest {
    static final List<String> SETTINGS = List.of(
            "optimizer=adam",
            "schedule={name: one_cycle, max_learning_rate: 0.02}",
            "trainer.batch_size=512",
            "trainer.epochs=3");

    private static final int ITERATIONS = 20;

    @Override
    public Reached mllib(boolean warmingUp) {
        LogisticRegression regression =
                new LogisticRegression().setFamily("multinomial").setMaxIter(ITERATIONS);
        return MllibContest.accuracy(rows, () -> regression.fit(rows.vectors(Split.TRAINING)));
    }

    @Override
    public Reached lockstep(double goal, boolean warmingUp) {
        return MllibContest.accuracy(rows, config);
    }
}
