package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.data.Target;
import dev.lockstep.model.Evaluation;
import dev.lockstep.spark.JobListener;
import dev.lockstep.spark.PreparedData;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.Monitor;
import dev.lockstep.train.Split;
import dev.lockstep.train.Step;
import dev.lockstep.train.StepReport;
import dev.lockstep.train.TrainerSettings;
import dev.lockstep.train.TrainingStart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private static final String CLEAR_TO_END = "\u001b[K";
    private static final PreparedData DATA = new PreparedData(
            Map.of(Split.TRAINING, 54_000L, Split.VALIDATION, 6_000L),
            784,
            false,
            Target.classes(List.of("a", "b", "c")),
            2);
    private static final EpochReport EPOCH = new EpochReport(
            3,
            159,
            0.43125,
            0.001,
            Optional.of(new Evaluation(0.4, Map.of("accuracy", 0.86), 6_000)),
            0.2,
            81_234.4,
            187,
            1,
            0,
            0,
            true);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private RunConfig config = config();

    @BeforeEach
    void begin() {
        config = config();
    }

    private static RunConfig config() {
        String yaml = "data:\n  train: data/train.csv\n  label: y\nloss: squared\ntrainer: {epochs: 10}\noutput: x\n";
        try {
            return RunConfigs.read(new StringReader(yaml), "run.yaml", Map.of(), List.of());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLogGetsALineForEachThing() {
        Progress progress = Progress.of(Progress.Style.PLAIN, config, out);
        progress.phase(JobListener.Phase.READING);
        progress.warning("skipped data/train.csv:7: bad");
        progress.prepared(DATA);
        progress.stepped(step(1, 0.1));
        progress.evaluated(EPOCH);
        assertThat(said().lines())
                .containsExactly(
                        "reading data/train.csv",
                        "skipped data/train.csv:7: bad",
                        "54,000 rows to train, 6,000 to validate; 784 features, 3 classes; 2 shards",
                        "epoch  3/10  step 159  loss 0.4313  val_loss 0.4000  val_accuracy 0.8600  81,234 rows/s"
                                + "  rate 0.001  3:07 min");
    }

    @Test
    void aTerminalGetsOneLineThatTellsTheTimeLeft() {
        Progress progress = Progress.of(Progress.Style.LIVE, config, out);
        TrainerSettings settings = new TrainerSettings(10, 1024, 1, 53, Monitor.VALIDATION_LOSS, Optional.empty());
        progress.started(new TrainingStart(settings, 7850, 54_000, 6_000, 53, 530, 0));
        progress.stepped(step(106, 20));
        assertThat(said())
                .contains(
                        "epoch 3/10  step 1/53  loss 0.5000", "51 rows/s", "rate 0.01", "1:19 min left" + CLEAR_TO_END)
                .doesNotContain("\n");
    }

    @Test
    void aTerminalIsNotFlooded() {
        Progress progress = Progress.of(Progress.Style.LIVE, config, out);
        for (int i = 0; i < 1000; i++) {
            progress.stepped(step(i, 1));
        }
        assertThat(said().split("\r", -1)).hasSizeLessThan(100);
    }

    @Test
    void silenceIsSilent() {
        Progress progress = Progress.of(Progress.Style.NONE, config, out);
        progress.phase(JobListener.Phase.READING);
        progress.prepared(DATA);
        progress.evaluated(EPOCH);
        assertThat(said()).isEmpty();
    }

    @Test
    void theMetricsFileHasWhatTheLineHas() {
        assertThat(Json.line(RunFiles.line(EPOCH)))
                .isEqualTo("{\"epoch\":3,\"step\":159,\"loss\":0.43125,\"learning_rate\":0.001,\"grad_norm\":0.2,"
                        + "\"val_loss\":0.4,\"val_accuracy\":0.86,\"rows_per_second\":81234.4,\"seconds\":187.0,"
                        + "\"wait_seconds\":1.0,\"reduce_seconds\":0.0,\"update_seconds\":0.0,\"best\":true}");
    }

    private static StepReport step(int number, double seconds) {
        return new StepReport(Step.of(number, 53), 0.5, 0.01, 0.2, 1024, seconds);
    }
}
