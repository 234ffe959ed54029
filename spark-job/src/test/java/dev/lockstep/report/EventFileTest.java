package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.Evaluation;
import dev.lockstep.train.EpochReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;

/** What is written here is what TensorFlow's own messages read. */
final class EventFileTest {
    @TempDir
    private Path temp = Path.of("");

    /** TensorFlow's messages are older than Spark's Protocol Buffers, which warn of each of them. */
    @BeforeAll
    static void silence() {
        System.setProperty("com.google.protobuf.use_unsafe_pre22_gencode", "true");
    }

    @Test
    void aFileBeginsWithItsVersion() throws IOException {
        open(1.5).close();
        Event first = events().get(0);
        assertThat(first.getFileVersion()).isEqualTo("brain.Event:2");
        assertThat(first.getWallTime()).isEqualTo(1.5);
        assertThat(events()).hasSize(1);
    }

    @Test
    void scalarsHaveTheirTagsStepAndTime() throws IOException {
        double now = 1_767_225_600.25;
        Map<String, Double> scalars = new LinkedHashMap<>();
        scalars.put("train/loss", 0.625);
        scalars.put("Größe", -1e-30);
        scalars.put("undefined", Double.NaN);
        try (EventFile file = open(now)) {
            file.scalars(5_000_000_000L, scalars);
        }
        Event event = events().get(1);
        assertThat(event.getStep()).isEqualTo(5_000_000_000L);
        assertThat(event.getWallTime()).isEqualTo(now);
        List<Summary.Value> values = event.getSummary().getValueList();
        assertThat(values).extracting(Summary.Value::getTag).containsExactly("train/loss", "Größe", "undefined");
        assertThat(values).extracting(Summary.Value::getSimpleValue).containsExactly(0.625f, -1e-30f, Float.NaN);
    }

    @Test
    void aTextIsATensorOfTheTextPlugin() throws IOException {
        String text = "    a: 1\n".repeat(100); // its length takes more than one digit
        try (EventFile file = open(0)) {
            file.text("config", text);
        }
        Summary.Value value = events().get(1).getSummary().getValue(0);
        assertThat(value.getTag()).isEqualTo("config");
        assertThat(value.getMetadata().getPluginData().getPluginName()).isEqualTo("text");
        assertThat(value.getTensor().getDtype()).isEqualTo(DataType.DT_STRING);
        assertThat(value.getTensor().getTensorShape().getDimCount()).isZero();
        assertThat(value.getTensor().getStringVal(0).toStringUtf8()).isEqualTo(text);
    }

    @Test
    void whatIsWrittenIsThereBeforeTheFileIsClosed() throws IOException {
        try (EventFile file = open(0)) {
            file.scalars(1, Map.of("loss", 1.0));
            assertThat(events()).hasSize(2);
        }
    }

    @Test
    void anEvaluationHasAScalarForEachOfItsNumbers() throws IOException {
        Evaluation validation = new Evaluation(0.5, Map.of("accuracy", 0.75), 10);
        EpochReport report = new EpochReport(
                1, 7, 0.25, 0.125, Optional.of(validation), 2, 3, 4, 5, 6, 7, true, OptionalDouble.of(0.875));
        try (EventLog log = EventLog.begin(open(0), "loss: squared\nmetrics: [r2]\n")) {
            log.evaluated(report);
            log.tested(7, validation);
        }
        assertThat(scalars(2))
                .isEqualTo(Map.of(
                        "train/loss", 0.25f,
                        "validation/loss", 0.5f,
                        "validation/accuracy", 0.75f,
                        "learning_rate", 0.125f,
                        "momentum", 0.875f,
                        "gradient_norm", 2f,
                        "rows_per_second", 3f,
                        "seconds/wait", 5f,
                        "seconds/reduce", 6f,
                        "seconds/update", 7f));
        assertThat(scalars(3)).isEqualTo(Map.of("test/loss", 0.5f, "test/accuracy", 0.75f));
        assertThat(events().get(1)
                        .getSummary()
                        .getValue(0)
                        .getTensor()
                        .getStringVal(0)
                        .toStringUtf8())
                .isEqualTo("    loss: squared\n    metrics: [r2]\n");
    }

    private Map<String, Float> scalars(int event) throws IOException {
        Map<String, Float> scalars = new LinkedHashMap<>();
        events().get(event)
                .getSummary()
                .getValueList()
                .forEach(value -> scalars.put(value.getTag(), value.getSimpleValue()));
        return scalars;
    }

    private EventFile open(double wallTime) throws IOException {
        RunFolder folder = RunFolder.claim(temp.toString(), true, new Configuration(false));
        return new EventFile(folder.open("events"), () -> wallTime);
    }

    /** The events of the file, after a look at all of their checksums. */
    private List<Event> events() throws IOException {
        ByteBuffer file =
                ByteBuffer.wrap(Files.readAllBytes(temp.resolve("events"))).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (file.hasRemaining()) {
            byte[] length = new byte[8];
            file.get(length);
            assertThat(file.getInt()).isEqualTo(masked(length));
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            file.get(data);
            assertThat(file.getInt()).isEqualTo(masked(data));
            events.add(Event.parseFrom(data));
        }
        return events;
    }

    /** As TensorFlow's {@code crc32c.h} has it, with the CRC bit by bit. */
    private static int masked(byte[] data) {
        int crc = ~0;
        for (byte b : data) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        crc = ~crc;
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }
}
