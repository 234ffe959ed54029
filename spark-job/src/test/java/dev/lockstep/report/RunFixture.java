package dev.lockstep.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Folders like those of runs. */
final class RunFixture {
    private RunFixture() {}

    /** A run that ended well, after so many epochs of 100 steps; its fifth is the best. */
    static Path write(Path folder, int epochs, double learningRate) throws IOException {
        Files.createDirectories(folder);
        StringBuilder lines = new StringBuilder();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            double loss = 0.3 + 1 / (1 + 30 * learningRate * epoch);
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"epoch\":%d,\"step\":%d,\"loss\":%f,\"learning_rate\":%f,\"grad_norm\":%f,\"val_loss\":%f,"
                            + "\"val_accuracy\":%f,\"rows_per_second\":%f,\"seconds\":%f,\"wait_seconds\":%f,"
                            + "\"reduce_seconds\":%f,\"update_seconds\":%f,\"best\":%b}%n",
                    epoch,
                    100 * epoch,
                    loss,
                    learningRate / epoch,
                    0.5 / epoch,
                    loss + 0.02 + 0.001 * Math.abs(epoch - 5),
                    1 - loss / 2,
                    25000.0 + 700 * (epoch % 4),
                    2.7 * epoch,
                    1.1 + 0.1 * (epoch % 3),
                    0.3,
                    0.4,
                    epoch <= 5));
        }
        Files.writeString(folder.resolve(RunFolder.METRICS), lines);
        Files.writeString(
                folder.resolve(RunFolder.CONFIG),
                "data:\n  train: {path: 'a<b.csv'}\nschedule:\n  learning_rate: " + learningRate + "\noutput: " + folder
                        + "\n");
        Files.writeString(folder.resolve(RunFolder.RESULT), String.format(Locale.ROOT, """
                {"status": "completed", "epochs": %d, "steps": %d, "seconds": 27.5, "best_epoch": 5, "monitor": "val_loss",
                 "val_loss": 0.41, "val_accuracy": 0.86, "test_loss": 0.44, "test_accuracy": 0.8467, "rows": {"training": 54000}}
                """, epochs, 100 * epochs));
        return folder;
    }
}
