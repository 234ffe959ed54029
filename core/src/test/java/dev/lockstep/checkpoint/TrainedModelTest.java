package dev.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.ColumnPlan;
import dev.lockstep.data.Form;
import dev.lockstep.data.LabelPlan;
import dev.lockstep.data.Missing;
import dev.lockstep.data.MissingPlan;
import dev.lockstep.data.Preparation;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Target;
import dev.lockstep.numeric.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrainedModelTest {
    private static final Target TARGET = Target.classes(List.of("no", "yes"));
    private static final Preparation PREPARATION = new Preparation(
            List.of(
                    new ColumnPlan(
                            "age",
                            RawColumn.Type.NUMBER,
                            Form.NUMBER,
                            1,
                            List.of(),
                            Scaling.uniform(38.5, 0.1),
                            new MissingPlan(Missing.INDICATOR, true, List.of(38.5))),
                    new ColumnPlan(
                            "größe \"\n",
                            RawColumn.Type.TEXT,
                            Form.ONE_HOT,
                            2,
                            List.of("S", "L"),
                            Scaling.NONE,
                            new MissingPlan(Missing.FAIL, false, List.of(0.0)))),
            new LabelPlan(
                    "y",
                    RawColumn.Type.TEXT,
                    TARGET,
                    List.of(List.of("no", "no."), List.of("yes")),
                    List.of(10.0, 12.5)),
            "",
            false,
            20,
            80);
    private static final SavedModel SAVED = new SavedModel(
            new Named("linear", Map.of("bias", true)),
            new Named("logistic", Map.of("label_smoothing", 0.1)),
            4,
            TARGET,
            Optional.of(PREPARATION),
            new SavedModel.Reading("csv", Map.of("sep", ";")),
            Map.of("lockstep", "0.1.0", "spark", "4.1.0"));
    private static final float[] THETA = {1, 2, 3, 4, -0.5f};

    @TempDir
    Path path;

    @Test
    void whatIsSavedIsLoaded() throws IOException {
        LocalFolder folder = new LocalFolder(path.resolve("model"));

        new TrainedModel(SAVED, THETA).save(folder);
        TrainedModel loaded = TrainedModel.load(folder);

        assertThat(loaded.saved()).isEqualTo(SAVED);
        assertThat(loaded.theta()).isEqualTo(THETA);
        assertThat(loaded.model()).isEqualTo(SAVED.newModel());
    }

    @Test
    void theSameModelGivesTheSameBytes() throws IOException {
        assertThat(ModelJson.write(SAVED)).isEqualTo(ModelJson.write(SAVED));
        assertThat(new String(ModelJson.write(SAVED), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("{\n  \"format\" : 1,\n  \"model\" : {")
                .contains("\"class_weights\" : [ 10.0, 12.5 ]")
                .endsWith("}\n");
    }

    @Test
    void aModelOfMadeUpRowsHasNoPreparation() throws IOException {
        LocalFolder folder = new LocalFolder(path);
        SavedModel saved = new SavedModel(
                Named.of("linear"),
                Named.of("squared"),
                2,
                Target.number(),
                Optional.empty(),
                new SavedModel.Reading("synthetic", Map.of()),
                Map.of());
        new TrainedModel(saved, new float[3]).save(folder);
        Path json = path.resolve(TrainedModel.DESCRIPTION);
        Files.writeString(json, Files.readString(json).replace(",\n  \"versions\" : { }", ""));

        assertThat(TrainedModel.load(folder).saved()).isEqualTo(saved);
    }

    @Test
    void aNetworkOfPicturesKeepsTheirShapeAndItsLayers() throws IOException {
        LocalFolder folder = new LocalFolder(path);
        List<Object> layers = List.of(
                "flatten",
                Map.of("dense", 3L, "activation", "relu", "name", "hidden"),
                "gelu",
                Map.of("dense", "classes"));
        SavedModel saved = new SavedModel(
                new Named("network", Map.of("layers", layers)),
                Named.of("squared"),
                List.of(1, 2, 4),
                Target.number(),
                Optional.empty(),
                new SavedModel.Reading("idx", Map.of()),
                Map.of());
        float[] theta = saved.newModel().initialWeights(1);
        new TrainedModel(saved, theta).save(folder);
        TrainedModel loaded = TrainedModel.load(folder);

        assertThat(loaded.saved()).isEqualTo(saved);
        assertThat(loaded.model()).isEqualTo(saved.newModel());
        assertThat(loaded.theta()).isEqualTo(theta).hasSize(31);
        Path json = path.resolve(TrainedModel.DESCRIPTION);
        Files.writeString(json, Files.readString(json).replace("[ 1, 2, 4 ]", "[ 1, 2, 5 ]"));
        assertThatThrownBy(() -> TrainedModel.load(folder))
                .hasMessageContaining("shape must be of 8 features, but was [1, 2, 5]");
    }

    @Test
    void secretsOfTheReaderAreLeftOut() {
        assertThat(new SavedModel.Reading(
                                "jdbc", Map.of("password", "x", "url", "jdbc:x://me:pw@host/db", "fetchsize", "10"))
                        .options())
                .containsExactly(Map.entry("fetchsize", "10"));
    }

    @Test
    void partsMustFitOneAnother() {
        assertThatThrownBy(() -> new SavedModel(
                        SAVED.model(), SAVED.loss(), 5, TARGET, SAVED.preparation(), SAVED.reading(), Map.of()))
                .hasMessage("width must be that of its preparation, 4, but was 5");
        assertThatThrownBy(() -> new SavedModel(
                        SAVED.model(),
                        SAVED.loss(),
                        4,
                        Target.number(),
                        SAVED.preparation(),
                        SAVED.reading(),
                        Map.of()))
                .hasMessageStartingWith("target must be that of its preparation");
        assertThatThrownBy(() -> new TrainedModel(SAVED, new float[4]))
                .hasMessage("number of weights must be 5, but was 4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"format\" : 1 | \"format\" : 2 | expected format 1, found format 2, perhaps of another version",
                "\"format\" : 1, | `` | expected format 1, found none",
                "\"width\" : 4 | \"width\" : 4.5 | expected a model of format 1",
                "\"width\" : 4 | \"width\" : \"4\" | expected a model of format 1",
                "\"width\" : 4 | \"width\" : null | found width is null",
                "\"width\" : 4 | \"width\" : 5 | found width must be that of its preparation",
                "\"width\" : 4 | \"width\" : 4, \"width\" : 4 | Duplicate field 'width'",
                "\"width\" : 4, | `` | expected the key width, found none",
                "\"width\" : 4 | \"width\" : 4, \"colour\" : 1 | only keys of format 1, found colour",
                "\"weight\" : \"\" | \"weight\" : \"\", \"colour\" : 1 | Unrecognized field \"colour\"",
                "\"weight\" : \"\" | \"weight\" : null | expected a model of format 1",
                "\"weight\" : \"\", | `` | Missing creator property 'weight'",
                "\"form\" : \"NUMBER\" | \"form\" : 0 | expected a model of format 1",
                "\"form\" : \"NUMBER\" | \"form\" : \"TREE\" | expected a model of format 1",
                "[ 10.0, 12.5 ] | [ 10.0, null ] | expected a model of format 1",
                "\"name\" : \"linear\" | \"name\" : \"lineer\" | found unknown model lineer: did you mean linear?",
                "\"name\" : \"logistic\" | \"name\" : \"squared\" | expected a model that is known here",
                "\"rows\" : 20 | \"rows\" : 0 | found Cannot construct instance",
                "\"format\" : \"csv\" | \"format\" : [[[[[1]]]]] | expected a model of format 1",
            })
    void refusesOtherDescriptions(String what, String with, String message) throws IOException {
        LocalFolder folder = new LocalFolder(path);
        new TrainedModel(SAVED, THETA).save(folder);
        Path json = path.resolve(TrainedModel.DESCRIPTION);
        String text = Files.readString(json);
        assertThat(text).contains(what);
        Files.writeString(json, text.replace(what, with));

        assertThatThrownBy(() -> TrainedModel.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("model.json: expected ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"'',a map", "[],a map", "{,a model in JSON", "{} {},a model in JSON", "7,a map"})
    void refusesWhatIsNoDescription(String text, String expected) throws IOException {
        Files.writeString(path.resolve(TrainedModel.DESCRIPTION), text);

        assertThatThrownBy(() -> TrainedModel.load(new LocalFolder(path)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("model.json: expected " + expected);
    }

    @Test
    void refusesDeepNesting() throws IOException {
        Files.writeString(path.resolve(TrainedModel.DESCRIPTION), "[".repeat(100_000));

        assertThatThrownBy(() -> TrainedModel.load(new LocalFolder(path)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("nesting depth");
    }

    @Test
    void refusesNumbersThatJsonDoesNotHave() {
        Named loss = new Named("huber", Map.of("delta", Double.POSITIVE_INFINITY));
        SavedModel saved = new SavedModel(SAVED.model(), loss, 4, TARGET, Optional.empty(), SAVED.reading(), Map.of());

        assertThatThrownBy(() -> ModelJson.write(saved))
                .hasMessage("number in a model must be finite, but was Infinity");
    }

    @Test
    void weightsOfAnotherModelAreRefused() throws IOException {
        LocalFolder folder = new LocalFolder(path);
        new TrainedModel(SAVED, THETA).save(folder);
        Path json = path.resolve(TrainedModel.DESCRIPTION);
        Files.writeString(json, Files.readString(json).replace("\"bias\" : true", "\"bias\" : false"));

        assertThatThrownBy(() -> TrainedModel.load(folder))
                .hasMessageStartingWith("model.safetensors: expected 1 tensors, found one more, bias");
    }

    @Test
    void namesCannotLeaveTheFolder() {
        LocalFolder folder = new LocalFolder(path);

        for (String name : List.of("", ".", "..", "../x", "a/b", "a\\b", "A", "a\0", "%2e", "x".repeat(129), ".crc")) {
            assertThatThrownBy(() -> folder.open(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("name of a file must be of a-z");
        }
        assertThatThrownBy(() -> folder.length("none")).isInstanceOf(NoSuchFileException.class);
    }
}
