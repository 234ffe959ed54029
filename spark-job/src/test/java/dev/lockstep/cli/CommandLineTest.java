package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says before any Spark starts. */
final class CommandLineTest {
    @TempDir
    private Path temp = Path.of("");

    @Test
    void withoutACommandTheHelpIsShown() {
        Shell.Said said = Shell.run();
        assertThat(said.exitCode()).isZero();
        assertThat(said.out())
                .contains(
                        "train",
                        "evaluate",
                        "predict",
                        "compare",
                        "find-lr",
                        "schedules",
                        "summary",
                        "report",
                        "doctor",
                        "lockstep train examples/quickstart.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"train", "evaluate", "predict", "compare", "find-lr", "schedules", "summary", "report", "doctor"
            })
    void everyCommandHasHelpWithExamples(String command) {
        Shell.Said said = Shell.run(command, "--help");
        assertThat(said.exitCode()).isZero();
        assertThat(said.out()).contains("Usage: lockstep " + command, "Examples:", "lockstep " + command);
        assertThat(said.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"train", "evaluate", "predict", "compare", "find-lr", "schedules", "summary", "report", "doctor"
            })
    void helpMayBeAskedForInEitherWay(String command) {
        assertThat(Shell.run("help", command)).isEqualTo(Shell.run(command, "--help"));
    }

    @Test
    void helpOnNothingIsAboutAllAndOnWhatIsNotThereOneLine() {
        assertThat(Shell.run("help")).isEqualTo(Shell.run("--help"));
        Shell.run("help", "trian").failsWith(2, "trian");
    }

    @Test
    void theHelpListsEveryExitCode() throws IllegalAccessException {
        String help = Shell.run("--help").out();
        String codes = help.substring(help.indexOf("Exit codes:"));
        for (Field code : ExitCode.class.getDeclaredFields()) {
            if (code.isSynthetic()) {
                continue; // what measures coverage adds one
            }
            assertThat(codes).containsPattern("[ :\\n]" + code.getInt(null) + " [a-z]");
        }
    }

    @Test
    void helpFitsATerminal() {
        for (String command : List.of(
                "", "train", "evaluate", "predict", "compare", "find-lr", "schedules", "summary", "report", "doctor")) {
            assertThat(Shell.run(("help " + command).split(" ")).out().lines()).allMatch(line -> line.length() <= 80);
        }
    }

    @Test
    void theVersionsAreThoseOfTheBuildAndOfSpark() {
        assertThat(Shell.run("--version").out().lines())
                .hasSize(4)
                .anyMatch(line -> line.matches("lockstep \\d+\\.\\d+\\.\\d+.*"))
                .anyMatch(line -> line.startsWith("spark 4."))
                .anyMatch(line -> line.startsWith("scala 2.13"));
    }

    @Test
    void thereIsACompletionScript() {
        assertThat(Shell.run("generate-completion").out())
                .contains("complete -F", "--overwrite", "\"live\" \"plain\" \"none\"");
    }

    @Test
    void aMisspeltOptionIsOneLineWithTheRightOne() {
        Shell.run("train", "run.yaml", "--overwrit").failsWith(2, "--overwrit", "did you mean --overwrite?");
    }

    @Test
    void aMisspeltCommandIsOneLineWithTheRightOne() {
        Shell.run("trian", "run.yaml").failsWith(2, "trian", "train");
    }

    @Test
    void aForgottenArgumentIsOneLine() {
        Shell.run("train").failsWith(2, "RUN.YAML", "lockstep train --help");
        Shell.run("predict", "model").failsWith(2, "--data");
    }

    @Test
    void stylesOfProgressAreWrittenAsInTheHelp() {
        Shell.run("train", "nosuch.yaml", "--progress", "none").failsWith(2, "nosuch.yaml");
        Shell.run("train", "nosuch.yaml", "--progress", "loud").failsWith(2, "loud", "PLAIN");
    }

    @Test
    void aMissingFileIsOneLine() {
        Shell.run("train", "nosuch.yaml").failsWith(2, "nosuch.yaml does not exist");
    }

    @Test
    void anUnknownKeyIsOneLineWithTheNearestOne() throws IOException {
        Shell.run("train", yaml("oputput: x").toString()).failsWith(2, "oputput", "output");
        Shell.run("train", yaml("").toString(), "--set", "trainer.epoch=3").failsWith(2, "epoch", "epochs");
    }

    @Test
    void anOutputThatIsNotEmptyIsRefusedBeforeSparkStarts() throws IOException {
        Files.createDirectories(temp.resolve("out"));
        Files.writeString(temp.resolve("out/mine.txt"), "mine");
        Shell.run("train", yaml("").toString()).failsWith(2, "out is not empty", "--overwrite");
        assertThat(temp.resolve("out/mine.txt")).hasContent("mine");
    }

    @Test
    void anOutputThatCannotBeWrittenIsRefusedBeforeSparkStarts() throws IOException {
        Files.writeString(temp.resolve("out"), "a file");
        Shell.run("train", yaml("").toString()).failsWith(2, "is a file");
        Shell.run("train", yaml("").toString(), "--set", "output=/proc/nosuch/out")
                .failsWith(2, "/proc/nosuch/out");
    }

    @Test
    void aSettingThatIsNotSparksIsRefused() throws IOException {
        Shell.run("train", yaml("").toString(), "--conf", "executor.memory=4g")
                .failsWith(2, "executor.memory", "spark.");
    }

    @Test
    void aFolderWithoutAModelIsOneLine() {
        Shell.run("evaluate", temp.toString(), "--data", "x.csv").failsWith(2, "has no model", "model.json");
        Shell.run("predict", temp.toString(), "--data", "x.csv", "--output", "y")
                .failsWith(2, "has no model");
    }

    @Test
    void aReportOfWhatIsNoRunIsOneLine() {
        Shell.run("report", temp.toString()).failsWith(2, "is no run: it has no metrics.jsonl", "lockstep train");
        Shell.run("report", temp.resolve("nosuch").toString()).failsWith(2, "nosuch does not exist");
        Shell.run("report").failsWith(2, "FOLDER", "lockstep report --help");
        Shell.run("report", "nosuch://host/run").failsWith(2, "no file system nosuch://");
    }

    @Test
    void severalRunsNeedAPlaceForTheirPage() {
        Shell.run("report", "a", "b").failsWith(2, "--output comparison.html");
    }

    @Test
    void schedulesAreDrawnWithoutReadingWhereTheLengthIsTold() throws IOException {
        Path yaml = yaml("schedule: {name: one_cycle, max_learning_rate: 0.5}");
        Shell.Said said = Shell.run(
                        "schedules", yaml.toString(), "--set=trainer={epochs: 2, batch_size: 50}", "--rows", "1000")
                .isDone();
        assertThat(said.out())
                .startsWith("20 updates an epoch, 40 in all\n")
                .contains("update  epoch", "rate  momentum\n")
                .containsPattern("\n0 +0 +0.05 +0.95\n")
                .endsWith("chart: " + temp.resolve("out-schedules.html") + "\n");
        assertThat(temp.resolve("out-schedules.html"))
                .content()
                .contains("<svg", "Momentum over epochs", "Learning rate, in ratios", "name: one_cycle")
                .doesNotContain("http", "src=", "href=", "url(", "<script", "NaN", "Infinity");
        Shell.run("schedules", yaml.toString(), "--steps-per-epoch", "7").isDone();
        Shell.run("schedules", yaml.toString(), "--steps-per-epoch=7", "--output", yaml.toString())
                .failsWith(2, "run.yaml exists: add --overwrite");
    }

    @Test
    void aPlateauIsNamedAndNotDrawn() throws IOException {
        Path yaml = yaml("plateau: {patience: 3, factor: 0.5}");
        assertThat(Shell.run("schedules", yaml.toString(), "--steps-per-epoch", "3")
                        .isDone()
                        .out())
                .contains(
                        "plateau: multiplied by 0.5 whenever loss is not better 3 times in a row. This depends on the metric");
    }

    @Test
    void schedulesThatCannotBeDrawnAreOneLine() throws IOException {
        String yaml = yaml("schedule: {name: one_cycle, max_learning_rate: 1, total_steps: 40}")
                .toString();
        Shell.run("schedules", yaml, "--rows", "0").failsWith(2, "--rows must be at least 1, but was 0");
        Shell.run("schedules", yaml, "--rows", "9", "--steps-per-epoch", "9").failsWith(2, "keep one");
        Shell.run("schedules", yaml, "--steps-per-epoch", "39")
                .failsWith(2, "schedule: schedule one_cycle needs more steps", "(the run has 39 updates)");
        Shell.run("schedules", yaml("optimizer: lbfgs").toString(), "--rows", "9")
                .failsWith(2, "optimizer lbfgs chooses every step by a line search");
        Shell.run("schedules", "nosuch.yaml").failsWith(2, "nosuch.yaml does not exist");
    }

    @Test
    void verboseShowsWhere() throws IOException {
        Shell.Said said = Shell.run("train", yaml("oputput: x").toString(), "--verbose");
        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("\tat dev.lockstep.");
    }

    private Path yaml(String line) throws IOException {
        return Files.writeString(temp.resolve("run.yaml"), """
                data:
                  train: {format: synthetic, rows: 100, features: 3}
                loss: squared
                trainer: {epochs: 1}
                output: %s
                %s
                """.formatted(temp.resolve("out"), line));
    }
}
