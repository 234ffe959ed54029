package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.Running.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LaunchScriptIT {
    @TempDir
    private Path folder;

    private Path sparkHome;

    /** A spark-submit that prints its arguments, one a line. */
    @BeforeEach
    void makeSparkHome() throws IOException {
        sparkHome = folder.resolve("spark home");
        script(sparkHome.resolve("bin/spark-submit"), "printf '%s\\n' \"$@\"");
    }

    @Test
    void embeddedSparkRunsThroughALinkFromAnyFolder() throws Exception {
        Path link = Files.createSymbolicLink(
                folder.resolve("lockstep"), Folder.path().resolve("bin/lockstep"));
        Outcome outcome = Running.run(folder, Map.of(), List.of(link.toString(), "--version"));
        Files.delete(link); // JUnit warns of links that lead out of its folder

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("lockstep 0", "spark 4", "scala 2.13");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void anErrorInTheConfigIsOneLineAndExitCode2() throws Exception {
        Outcome outcome = lockstep(Map.of(), "train", "there-is-no-such.yaml");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).hasLineCount(1).contains("there-is-no-such.yaml");
    }

    @Test
    void whatIsSparksGoesToSparkSubmitAndTheRestToLockstep() throws Exception {
        Outcome outcome = lockstep(
                sparkHome(),
                "train",
                "--conf",
                "spark.eventLog.dir=a b",
                "run.yaml",
                "--packages=org:x:1",
                "--set",
                "trainer.epochs=2",
                "--num-executors",
                "3");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "--packages",
                        "org:x:1",
                        "--num-executors",
                        "3",
                        "--conf",
                        "spark.eventLog.dir=a b",
                        "--class",
                        "dev.lockstep.cli.Lockstep",
                        Folder.submitJar().toString(),
                        "train",
                        "run.yaml",
                        "--set",
                        "trainer.epochs=2");
    }

    @Test
    void aDriverInAStandaloneClusterGetsTheFlagsThatSparkNeeds() throws Exception {
        Outcome outcome = lockstep(
                sparkHome(),
                "--master",
                "spark://host:7077",
                "--deploy-mode",
                "cluster",
                "--conf",
                "spark.driver.extraJavaOptions=-Dmine=1",
                "train",
                "run.yaml");

        assertThat(outcome.out())
                .contains("--master\nspark://host:7077\n--deploy-mode\ncluster\n")
                .containsPattern("--driver-java-options\n.*--add-opens=java.base/java.nio=ALL-UNNAMED .*-Dmine=1\n");
    }

    @Test
    void aLocalMasterIsEmbeddedBesideASparkHome() throws Exception {
        Outcome outcome = lockstep(sparkHome(), "--master", "local[1]", "--version");

        assertThat(outcome.out()).contains("spark 4");
    }

    @Test
    void aMasterWithoutSparkIsOneLine() throws Exception {
        Outcome outcome = lockstep(Map.of("PATH", "/usr/bin:/bin"), "--master", "yarn", "train", "run.yaml");

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.err()).hasLineCount(1).contains("--master yarn", "SPARK_HOME");
    }

    @Test
    void aJavaThatIsTooOldIsOneLine() throws Exception {
        Path java = folder.resolve("old/bin/java");
        script(java, "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
        Outcome outcome = lockstep(Map.of("JAVA_HOME", folder.resolve("old").toString()), "--version");

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.err()).hasLineCount(1).contains("11.0.2", "17 or later");
    }

    @Test
    void anOptionWithoutItsValueIsOneLine() throws Exception {
        Outcome outcome = lockstep(Map.of(), "train", "run.yaml", "--conf");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).hasLineCount(1).contains("--conf needs a value");
    }

    private Map<String, String> sparkHome() {
        return Map.of("SPARK_HOME", sparkHome.toString());
    }

    private Outcome lockstep(Map<String, String> environment, String... arguments) throws Exception {
        return Running.run(folder, environment, Folder.lockstep(arguments));
    }

    private static void script(Path script, String text) throws IOException {
        Files.createDirectories(script.getParent());
        Files.writeString(script, "#!/usr/bin/env bash\n" + text + "\n");
        if (!script.toFile().setExecutable(true)) {
            throw new IOException(script + " cannot be made executable");
        }
    }
}
