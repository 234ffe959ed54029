package dev.lockstep.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Runs from YAML and to YAML. */
public final class RunConfigs {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private RunConfigs() {}

    /**
     * The run that a file says, with every default filled in.
     *
     * @param environment for {@code ${NAME}} in values
     * @param overrides {@code key=value} each, laid over the file
     * @throws ConfigException if there is no such run: what is wrong, where, and the remedy
     */
    public static RunConfig read(Path file, Map<String, String> environment, List<String> overrides) {
        return read(textOf(file), file.toString(), environment, overrides, RunReader::read);
    }

    /**
     * The comparison that a file says, with every default filled in; parameters and exceptions are those of
     * {@link #read(Path, Map, List)}.
     */
    public static ComparisonConfig readComparison(Path file, Map<String, String> environment, List<String> overrides) {
        return read(textOf(file), file.toString(), environment, overrides, ComparisonReader::read);
    }

    /**
     * Whether a file says a comparison, and not a run; parameters are those of {@link #read(Path, Map, List)}.
     *
     * @throws ConfigException if it cannot be read
     */
    public static boolean isComparison(Path file, Map<String, String> environment, List<String> overrides) {
        return read(
                textOf(file),
                file.toString(),
                environment,
                overrides,
                (root, references) -> root.has(ComparisonReader.KEY));
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + " is not UTF-8 text: save it as UTF-8");
        } catch (IOException e) {
            throw new ConfigException(file
                    + (Files.exists(file) ? " cannot be read: " + e.getMessage() : " does not exist: check the path"));
        }
    }

    /**
     * The run that a text says.
     *
     * @param fileName what errors call it
     * @throws ConfigException as above
     * @throws IOException if the reader throws it
     */
    public static RunConfig read(
            Reader reader, String fileName, Map<String, String> environment, List<String> overrides)
            throws IOException {
        return read(textOf(reader), fileName, environment, overrides, RunReader::read);
    }

    /** As above, with what is compared. */
    static ComparisonConfig readComparison(
            Reader reader, String fileName, Map<String, String> environment, List<String> overrides)
            throws IOException {
        return read(textOf(reader), fileName, environment, overrides, ComparisonReader::read);
    }

    private static String textOf(Reader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[8192];
        for (int n = reader.read(buffer); n >= 0 && text.length() <= Yaml.MOST_CHARACTERS; n = reader.read(buffer)) {
            text.append(buffer, 0, n);
        }
        return text.toString();
    }

    private static <T> T read(
            String text,
            String fileName,
            Map<String, String> environment,
            List<String> overrides,
            BiFunction<Section, Map<String, String>, T> reader) {
        String yaml = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        if (!(Yaml.file(yaml, fileName) instanceof Value.Mapping root)) {
            throw new ConfigException("a run is a map of settings such as data, loss and output (" + fileName + ":1)");
        }
        Overrides.apply(root, overrides);
        Environment variables = new Environment(environment);
        Value.Mapping expanded = (Value.Mapping) variables.expand(root, "");
        return reader.apply(new Section("", expanded), variables.secretReferences());
    }

    /**
     * The text of a file with another learning rate in it, that of its schedule or optimizer, everything else unchanged to the
     * character. The file itself stays as it is.
     *
     * @return absent if the rate cannot be written so that the file says the same run otherwise
     * @throws ConfigException if the file says no run
     */
    public static Optional<String> withLearningRate(
            Path file, Map<String, String> environment, List<String> overrides, double rate) {
        String text = textOf(file);
        String mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
        RunConfig before = read(text, file.toString(), environment, overrides, RunReader::read);
        return RateEdit.of(text.substring(mark.length()), rate)
                .map(mark::concat)
                .filter(edited -> RateEdit.saysTheSame(
                        before, rate, () -> read(edited, file.toString(), environment, overrides, RunReader::read)));
    }

    /** What {@link #withLearningRate} means to write, for who has to do it by hand. */
    public static String learningRateEntry(RunConfig config, double rate) {
        return RateEdit.entry(config, rate);
    }

    /**
     * YAML that {@link #read} makes the same run of. There is no secret in it: one that came from the environment stands there as
     * {@code ${NAME}}, and one that was written out is masked.
     */
    public static String write(RunConfig config) {
        return RunWriter.write(config);
    }

    /** YAML that {@link #readComparison} makes the same comparison of, without secrets. */
    public static String write(ComparisonConfig config) {
        return RunWriter.write(config);
    }
}
