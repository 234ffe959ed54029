package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.numeric.ReductionTree;
import dev.lockstep.numeric.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class EvaluationSumTest {
    /** Some roundings of numbers near 1 in double. */
    private static final double ROUNDING = 1e-12;

    private static final Target TWO = Target.classes(List.of("no", "yes"));
    private static final List<Metric> ALL = List.of(
            new Accuracy(), new LogLoss(), new Auc(), new AveragePrecision(), F1.DEFAULT, new F1(F1.Average.WEIGHTED));
    private static final List<Metric> OF_NUMBERS = List.of(new Rmse(), new Mae(), new R2());

    @Test
    void metricsOfNumbersAreInTheUnitsOfTheData() {
        Target scaled = new Target(Target.Kind.NUMBER, List.of(), 100, 10);
        EvaluationSum sum = new EvaluationSum(OF_NUMBERS);
        Batch batch = Batch.dense(0, 2);
        batch.addDense(new float[0], 0, 1, 1); // 110
        batch.addDense(new float[0], 0, 3, 1); // 130
        sum.add(batch, new float[] {2, 3}, new Squared(), scaled); // 120 and 130
        Evaluation evaluation = sum.evaluation(OF_NUMBERS);
        assertThat(evaluation.loss()).isEqualTo(0.5);
        assertThat(evaluation.rows()).isEqualTo(2);
        assertThat(evaluation.metrics().get("rmse")).isCloseTo(Math.sqrt(50), within(ROUNDING));
        assertThat(evaluation.metrics().get("mae")).isCloseTo(5, within(ROUNDING));
        assertThat(evaluation.metrics().get("r2")).isCloseTo(0.5, within(ROUNDING));
    }

    @Test
    void lossIsWeightedAndMetricsMayBeNone() {
        EvaluationSum sum = new EvaluationSum(List.of());
        Batch batch = Batch.dense(0, 2);
        batch.addDense(new float[0], 0, 0, 3);
        batch.addDense(new float[0], 0, 0, 1);
        sum.add(batch, new float[] {1, 3}, new Squared(), Target.number());
        assertThat(sum.evaluation(List.of())).isEqualTo(new Evaluation(3, Map.of(), 2));
    }

    @Test
    void logisticAndCrossEntropyOfTheSameScoresAgree() {
        RandomGenerator random = Seeds.generator(4);
        EvaluationSum one = new EvaluationSum(ALL);
        EvaluationSum two = new EvaluationSum(ALL);
        Batch batch = Batch.dense(0, 50);
        float[] single = new float[50];
        float[] pairs = new float[100];
        for (int r = 0; r < 50; r++) {
            batch.addDense(new float[0], 0, (float) Math.floor(random.nextDouble() * 2), 1 + r % 3);
            single[r] = (float) random.nextDouble(-3, 3);
            pairs[2 * r + 1] = single[r];
        }
        one.add(batch, single, Logistic.DEFAULT, TWO);
        two.add(batch, pairs, CrossEntropy.DEFAULT, TWO);
        Evaluation a = one.evaluation(ALL);
        Evaluation b = two.evaluation(ALL);
        assertThat(a.loss()).isCloseTo(b.loss(), within(ROUNDING));
        a.metrics()
                .forEach((name, value) -> assertThat(value)
                        .as(name)
                        .isBetween(0.0, 2.0)
                        .isCloseTo(b.metrics().get(name), within(ROUNDING)));
        // Without smoothing, the metric is the loss.
        assertThat(a.metrics().get("log_loss")).isCloseTo(a.loss(), within(ROUNDING));
    }

    @Test
    void wholeSubTreesMergedElsewhereGiveTheSameBits() {
        Evaluation flat = ReductionTree.reduce(shards(), EvaluationSum::merge).evaluation(ALL);
        List<EvaluationSum> halves = new ArrayList<>();
        List<EvaluationSum> parts = shards();
        halves.add(ReductionTree.reduce(new ArrayList<>(parts.subList(0, 4)), EvaluationSum::merge));
        halves.add(ReductionTree.reduce(new ArrayList<>(parts.subList(4, 7)), EvaluationSum::merge));
        halves.forEach(EvaluationSum::compact);
        assertThat(ReductionTree.reduce(halves, EvaluationSum::merge).evaluation(ALL))
                .isEqualTo(flat);
    }

    @Test
    void sumsSurviveBytesBitForBit() throws IOException, ClassNotFoundException {
        Evaluation expected =
                ReductionTree.reduce(shards(), EvaluationSum::merge).evaluation(ALL);
        List<EvaluationSum> copies = new ArrayList<>();
        for (EvaluationSum sum : shards()) {
            copies.add(copy(sum));
        }
        assertThat(ReductionTree.reduce(copies, EvaluationSum::merge).evaluation(ALL))
                .isEqualTo(expected);
        EvaluationSum numbers = new EvaluationSum(OF_NUMBERS);
        assertThat(copy(numbers).evaluation(OF_NUMBERS)).isEqualTo(numbers.evaluation(OF_NUMBERS));
    }

    @Test
    void sumClassesAreAllThereIs() throws IOException, ClassNotFoundException {
        List<Metric> metrics = new ArrayList<>(ALL);
        metrics.addAll(OF_NUMBERS);
        metrics.add(new TopK(2));
        for (Metric metric : metrics) {
            assertThat(Metrics.sumClasses()).contains(metric.newSum().getClass());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new EvaluationSum(metrics));
        }
        List<String> strangers = new ArrayList<>();
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            in.setObjectInputFilter(info -> {
                Class<?> type = info.serialClass();
                if (type != null && type != Enum.class && !Metrics.sumClasses().contains(type)) {
                    strangers.add(type.getName());
                }
                return java.io.ObjectInputFilter.Status.ALLOWED;
            });
            in.readObject();
        }
        assertThat(strangers).isEmpty();
    }

    @Test
    void modelsLossesAndMetricsSurviveBytes() throws IOException, ClassNotFoundException {
        for (Metric metric : ALL) {
            assertThat(copy(metric)).isEqualTo(metric);
        }
        for (String name : List.of("squared", "huber", "logistic", "cross_entropy", "poisson")) {
            Loss loss = Losses.of(name, Map.of());
            assertThat(copy(loss)).isEqualTo(loss);
        }
        LinearModel model = new LinearModel(3, TWO, new Logistic(0.1), false);
        assertThat(copy(model)).isEqualTo(model);
    }

    @Test
    void gradientSumsOfOtherLengthsAreRefused() {
        assertThatThrownBy(() -> new GradientSum(2).merge(new GradientSum(3)))
                .hasMessage("length of the sum must be 2, but was 3");
    }

    /** Seven shards with rows of three kinds of weight; the fourth is empty. */
    private static List<EvaluationSum> shards() {
        RandomGenerator random = Seeds.generator(9);
        List<EvaluationSum> sums = new ArrayList<>();
        for (int shard = 0; shard < 7; shard++) {
            EvaluationSum sum = new EvaluationSum(ALL);
            Batch batch = Batch.dense(0, 100);
            float[] scores = new float[100];
            int rows = shard == 3 ? 0 : 90 + shard;
            for (int r = 0; r < rows; r++) {
                batch.addDense(
                        new float[0], 0, (float) Math.floor(random.nextDouble() * 2), (float) random.nextDouble());
                scores[r] = (float) Math.floor(random.nextDouble(-30, 30)) / 8;
            }
            sum.add(batch, scores, Logistic.DEFAULT, TWO);
            sum.compact();
            sums.add(sum);
        }
        return sums;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Serializable> T copy(T original) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
