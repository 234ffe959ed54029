package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.Target;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdxTableIT {
    private static final SparkSession SPARK = SharedSpark.session();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", ".gz"})
    void readsImagesWithTheirLabels(String suffix) throws IOException {
        IndexedTable table = train(write("images" + suffix, images(3)), write("labels" + suffix, labels(3)));

        assertThat(Shown.parts(table))
                .containsExactly(
                        "TRAINING 0: [0, 1, 2, 3] 0", "TRAINING 1: [4, 5, 6, 7] 1", "TRAINING 2: [8, 9, 10, 11] 2");
        assertThat(table.preparation().width()).isEqualTo(4);
        assertThat(table.rows(Split.TRAINING)).isEqualTo(3);
    }

    @Test
    void pairsAreReadInTheOrderOfTheImages() throws IOException {
        SourceConfig source = new SourceConfig(
                List.of(write("b", images(2)), write("a", images(3))),
                "idx",
                List.of(write("bl", labels(2)), write("al", labels(3))),
                Map.of(),
                Map.of());

        IndexedTable table = new DataPasses(SPARK, 0, line -> {})
                .train(Configs.of(source, "label").data(), Target.Kind.CLASSES, 1);

        assertThat(table.rows(Split.TRAINING)).isEqualTo(5);
        assertThat(Shown.parts(table)).endsWith("TRAINING 3: [0, 1, 2, 3] 0", "TRAINING 4: [4, 5, 6, 7] 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".gz"})
    void shortAndLongBodiesAreRefused(String suffix) throws IOException {
        String labels = write("labels" + suffix, labels(3));
        byte[] whole = images(3);
        String cut = write("short" + suffix, Arrays.copyOf(whole, whole.length - 1));
        String more = write("long" + suffix, Arrays.copyOf(whole, whole.length + 1));

        assertThatThrownBy(() -> train(cut, labels))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(cut + " claims 3 rows, which is 28 bytes, but has ");
        assertThatThrownBy(() -> train(more, labels))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(more + " claims 3 rows, which is 28 bytes, but has ");
    }

    @Test
    void packedFileCutShortIsRefused() throws IOException {
        String labels = write("labels.gz", labels(3));
        Path images = Path.of(write("images.gz", images(3)));
        byte[] bytes = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(bytes, bytes.length - 12));

        assertThatThrownBy(() -> train(images.toString(), labels))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("images.gz");
    }

    @Test
    void otherMagicsAndCountsAreRefused() throws IOException {
        String images = write("images", images(3));
        String labels = write("labels", labels(3));
        String floats =
                write("floats", ByteBuffer.allocate(12).putInt(0x0D01).putInt(1).array());
        String fewer = write("fewer", labels(2));

        assertThatThrownBy(() -> train(images, images))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds no labels: its magic is 0x00000803");
        assertThatThrownBy(() -> train(labels, labels))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds labels, not images");
        assertThatThrownBy(() -> train(floats, labels))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("first four bytes are 0x00000D01");
        assertThatThrownBy(() -> train(images, fewer))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has 3 images, but " + fewer + " has 2 labels");
        assertThatThrownBy(() -> train(write("none", new byte[2]), labels))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("ends within its header");
    }

    private static IndexedTable train(String images, String labels) {
        SourceConfig source = new SourceConfig(List.of(images), "idx", List.of(labels), Map.of(), Map.of());
        return new DataPasses(SPARK, 0, line -> {})
                .train(Configs.of(source, "label").data(), Target.Kind.CLASSES, 1);
    }

    private static byte[] images(int rows) {
        ByteBuffer file = ByteBuffer.allocate(16 + rows * 4)
                .putInt(0x803)
                .putInt(rows)
                .putInt(2)
                .putInt(2);
        for (int i = 0; i < rows * 4; i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    private static byte[] labels(int rows) {
        ByteBuffer file = ByteBuffer.allocate(8 + rows).putInt(0x801).putInt(rows);
        for (int i = 0; i < rows; i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    private String write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            out.write(bytes);
        }
        return file.toString();
    }
}
