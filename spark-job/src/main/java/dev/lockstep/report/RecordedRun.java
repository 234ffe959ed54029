package dev.lockstep.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.config.ConfigException;
import dev.lockstep.spark.DataException;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A run as its folder tells it.
 *
 * @param name what people call it
 * @param config its YAML; empty if the file is gone
 * @param result how it ended; absent while it runs, and where it was killed
 */
record RecordedRun(String name, String config, Curves curves, Optional<JsonNode> result) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The run in a folder.
     *
     * @param name what people call it
     * @throws ConfigException if there is no run
     * @throws DataException if a file of it is damaged
     */
    static RecordedRun read(FileSystem files, Path folder, String name) throws IOException {
        Path metrics = new Path(folder, RunFolder.METRICS);
        if (!files.exists(metrics)) {
            throw new ConfigException(folder + missing(files, folder) + "; name the output folder of a lockstep train");
        }
        Path result = new Path(folder, RunFolder.RESULT);
        return new RecordedRun(
                name,
                text(files, new Path(folder, RunFolder.CONFIG)).orElse(""),
                curves(files, metrics),
                text(files, result).map(text -> object(text, result.toString())));
    }

    private static String missing(FileSystem files, Path folder) throws IOException {
        if (!files.exists(folder)) {
            return " does not exist";
        }
        return files.exists(new Path(folder, RunFolder.COMPARISON_PAGE))
                ? " is a comparison, whose page is its " + RunFolder.COMPARISON_PAGE
                : " is no run: it has no " + RunFolder.METRICS;
    }

    static Optional<String> text(FileSystem files, Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private static Curves curves(FileSystem files, Path file) throws IOException {
        Curves curves = new Curves();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(files.open(file), StandardCharsets.UTF_8))) {
            int number = 1;
            String line = lines.readLine();
            while (line != null) {
                String next = lines.readLine();
                // A run that is writing, or was killed while it did, leaves the last line unfinished.
                if (next != null || isWhole(line)) {
                    curves.add(evaluation(line, file + ":" + number));
                }
                line = next;
                number++;
            }
        }
        return curves;
    }

    private static boolean isWhole(String line) {
        try {
            return JSON.readTree(line).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static JsonNode evaluation(String line, String where) {
        JsonNode evaluation = object(line, where);
        if (!evaluation.path(Curves.STEP).isNumber()) {
            throw new DataException(where + " has no step: it was not written by lockstep train; restore the file");
        }
        return evaluation;
    }

    static JsonNode object(String text, String where) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new DataException(where + " is not JSON: it is damaged; restore the file, or train again", e);
        }
        throw new DataException(where + " is not a JSON object: it is damaged; restore the file, or train again");
    }
}
