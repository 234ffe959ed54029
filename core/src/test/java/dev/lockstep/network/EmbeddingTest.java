package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.data.Batch;
import dev.lockstep.data.Target;
import dev.lockstep.model.GradientSum;
import dev.lockstep.model.Inputs;
import dev.lockstep.model.Models;
import dev.lockstep.model.Squared;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.Seeds;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

final class EmbeddingTest {
    /** Features: age, day (of 8), two of color, zip (of 300). */
    private static final Inputs INPUTS = new Inputs(
            List.of(5),
            List.of(
                    new Inputs.Column("age", 1, 0),
                    new Inputs.Column("day", 1, 8),
                    new Inputs.Column("color", 2, 0),
                    new Inputs.Column("zip", 1, 300)),
            false);

    private static final Embedding TWO =
            new Embedding(List.of(new Embedding.Table("zip", 2, 300), new Embedding.Table("day", 0, 2)), 3, 2);

    private static Network network(Inputs inputs, Map<String, ?> embedding) {
        return (Network) Models.of(
                "network",
                Map.of("layers", List.of(embedding, Map.of("dense", 1))),
                inputs,
                Target.number(),
                new Squared());
    }

    @Test
    void numbersBecomeVectorsBehindTheOthers() {
        float[] zip = new float[600];
        zip[2 * 299] = 5;
        zip[2 * 299 + 1] = 6;
        LayerRun run = new LayerRun(TWO, Map.of("zip.embedding", zip, "day.embedding", new float[] {1, 2, 3, 4}), 3);
        assertThat(run.scoring(1, 0.5f, 299, 0, 0.25f, 298)).containsExactly(0.5f, 5, 6, 3, 4, 0.25f, 0, 0, 1, 2);
        // 299 is no bfloat16, but a category nevertheless.
        assertThat(run.scoring(ScalarType.BFloat16, 1, 0.5f, 299)).containsExactly(0.5f, 5, 6, 3, 4);
    }

    @Test
    void nothingThatComputesComesBefore() {
        LayerRun inside = new LayerRun(
                new Residual(Stack.of(List.of(new Flatten(), TWO)), Activation.NONE),
                Map.of("layer2.zip.embedding", ones(600), "layer2.day.embedding", new float[] {1, 2, 3, 4}),
                3);
        // 299 would be 300 in bfloat16, and no category.
        assertThat(inside.scoring(ScalarType.BFloat16, 1, 0.5f, 299)).hasSize(5);
        assertThatThrownBy(() -> Stack.of(List.of(new Dropout(0.5, false), TWO)).place(Shape.of(3)))
                .hasMessage("layer2 (embedding) takes the features of the data, which the layers before it change:"
                        + " put it first");
    }

    private static float[] ones(int n) {
        float[] ones = new float[n];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void takesAllColumnsOfCategoriesUnlessSomeAreNamed() {
        assertThat(network(INPUTS, Map.of("embedding", 4)).parameters().parameters())
                .extracting(Parameter::name, Parameter::shape)
                .startsWith(
                        tuple("layer1.day.embedding", List.of(8, 4)),
                        tuple("layer1.zip.embedding", List.of(300, 4)),
                        tuple("layer2.weight", List.of(1, 3 + 8)));
        Embedding one = (Embedding) network(INPUTS, Map.of("embedding", 4, "columns", "zip"))
                .layers()
                .entries()
                .get(0)
                .layer();
        assertThat(one).isEqualTo(new Embedding(List.of(new Embedding.Table("zip", 4, 300)), 5, 4));
        Embedding byPlace =
                (Embedding) network(Inputs.vector(3), Map.of("embedding", 4, "features", List.of(1), "input_dim", 9))
                        .layers()
                        .entries()
                        .get(0)
                        .layer();
        assertThat(byPlace).isEqualTo(new Embedding(List.of(new Embedding.Table("feature1", 1, 9)), 3, 4));
    }

    @Test
    void onlyVectorsOfRowsThatCameHaveAGradient() {
        Network network = network(INPUTS, Map.of("embedding", 1, "columns", List.of("day")));
        float[] theta = network.initialWeights(3);
        Batch batch = Batch.dense(5, 1);
        batch.addDense(new float[] {1, 6, 0, 1, 7}, 0, 2, 1);
        GradientSum sum = new GradientSum(theta.length);
        network.addGradient(theta, batch, Seeds.generator(1), sum);
        for (int category = 0; category < 8; category++) {
            assertThat(sum.gradient()[category] != 0).isEqualTo(category == 6);
        }
    }

    @Test
    void numbersOutOfRangeNameTheRow() {
        refusesRow(
                3, "embedding of day: row 1 of the batch has 2.0, which is no category from 0 to 1", 1, 0, 0, 2, 0, 0);
        refusesRow(3, "embedding of zip: row 0 of the batch has -1.0, which is no category from 0 to 299", 1, 0, -1);
        refusesRow(3, "embedding of zip: row 0 of the batch has 2.5, which is no category", 1, 0, 2.5f);
        refusesRow(3, "embedding of zip: row 0 of the batch has NaN, which is no category", 1, 0, Float.NaN);
    }

    private static void refusesRow(int width, String message, float... rows) {
        assertThatThrownBy(() -> new LayerRun(TWO, width).scoring(rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void columnsThatAreNoCategoriesAreRefused() {
        refuses(
                INPUTS,
                Map.of("embedding", 4, "columns", List.of("age")),
                "column age is not the number of a category");
        refuses(INPUTS, Map.of("embedding", 4, "columns", List.of("zap")), "there is no column zap: did you mean zip?");
        refuses(
                Inputs.vector(3),
                Map.of("embedding", 4),
                "no column is the number of a category: write data.categorical");
        refuses(
                INPUTS,
                Map.of("embedding", 4, "columns", List.of("zip"), "features", List.of(1), "input_dim", 3),
                "what is embedded must be columns or features, but was both");
        refuses(INPUTS, Map.of("embedding", 4, "features", List.of(1)), "needs the setting input_dim");
        refuses(
                Inputs.vector(3),
                Map.of("embedding", 4, "features", List.of(3), "input_dim", 3),
                "feature must be below 3");
        refuses(INPUTS, Map.of("embedding", 0), "output_dim must be at least 1, but was 0");
        assertThatThrownBy(() -> TWO.output(Shape.of(4)))
                .hasMessage("takes the features of the data, 3 in one dimension, but rows of [4] came: put it first");
        assertThatThrownBy(() ->
                        new Embedding(List.of(new Embedding.Table("a", 1, 2), new Embedding.Table("b", 1, 2)), 3, 1))
                .hasMessage("feature must be named once, but was 1");
    }

    private static void refuses(Inputs inputs, Map<String, ?> embedding, String message) {
        assertThatThrownBy(() -> network(inputs, embedding)).hasMessageContaining(message);
    }

    @Test
    void settingsAreCheckedBeforeTheDataIsKnown() {
        Map<String, Object> settings =
                Map.of("layers", List.of(Map.of("embedding", 4, "columns", List.of("zip")), Map.of("dense", 1)));
        assertThat(Models.completed("network", settings, Target.number(), new Squared()))
                .containsEntry(
                        "layers",
                        List.of(
                                Map.of("embedding", 4, "columns", List.of("zip")),
                                Map.of("dense", 1, "activation", "linear", "init", "glorot_uniform", "bias", true)));
    }
}
