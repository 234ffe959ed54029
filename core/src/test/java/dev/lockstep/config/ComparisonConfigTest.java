package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.config.ComparisonConfig.Entry;
import dev.lockstep.config.ComparisonConfig.Target;
import dev.lockstep.numeric.Named;
import dev.lockstep.schedule.Plateau;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonConfigTest {
    /** From line 1 to line 4; what is compared stands in line 5. */
    private static final String RUN = """
            data: {train: rows.csv, label: kind, validation: {fraction: 0.1}}
            loss: cross_entropy
            output: runs/compared
            metrics: [accuracy]
            """;

    @TempDir
    private Path temp = Path.of("");

    @Test
    void namesAndMapsHaveAllTheirSettings() {
        ComparisonConfig config =
                read(RUN + "compare: {optimizers: [momentum, {name: adam, beta_2: 0.99, label: quick adam,"
                        + " learning_rates: [0.1]}], learning_rates: [0.01, 1], target: {val_accuracy: 0.8}}");
        assertThat(config.entries())
                .containsExactly(
                        new Entry(
                                "momentum",
                                new Named("momentum", Map.of("momentum", 0.9)),
                                Named.of("constant"),
                                Optional.empty(),
                                10,
                                List.of(0.01, 1.0)),
                        new Entry(
                                "quick adam",
                                new Named(
                                        "adam",
                                        Map.of("beta_1", 0.9, "beta_2", 0.99, "epsilon", 1e-7, "amsgrad", false)),
                                Named.of("constant"),
                                Optional.empty(),
                                10,
                                List.of(0.1)));
        assertThat(config.seeds()).isEqualTo(1);
        assertThat(config.target()).contains(new Target("val_accuracy", 0.8));
        assertThat(config.trainings()).isEqualTo(3);
        assertThat(config.run().output()).isEqualTo("runs/compared");
        assertThat(config.run().monitor()).isEqualTo("val_loss");
    }

    @Test
    void aScheduleTakesItsRateFromTheGrid() {
        ComparisonConfig config = read(RUN + "compare: {optimizers: [adam, {name: sgd, schedule: constant}],"
                + " learning_rates: [0.5],"
                + " schedule: {name: exponential, decay_rate: 0.6, decay_steps: 1 epoch}}");
        Entry adam = config.entries().get(0);
        assertThat(adam.schedule().settings()).doesNotContainKey("learning_rate");
        assertThat(adam.schedule(0.5))
                .isEqualTo(new Named(
                        "exponential",
                        Map.of(
                                "learning_rate",
                                0.5,
                                "decay_rate",
                                0.6,
                                "decay_steps",
                                Length.epochs(1),
                                "staircase",
                                false)));
        assertThat(config.entries().get(1).schedule(0.5))
                .isEqualTo(new Named("constant", Map.of("learning_rate", 0.5)));
        assertThat(config.target()).isEmpty();
    }

    @Test
    void whatIsWrittenIsTheSameComparison() throws IOException {
        ComparisonConfig config = read(RUN + "compare: {optimizers: [sgd, {name: adam, label: 'a: b',"
                + " schedule: {name: exponential, decay_rate: 0.6, decay_steps: 2 epochs}}],"
                + " learning_rates: [0.1, 3], target: {loss: 0.25}}");
        Path file = Files.writeString(temp.resolve("config.yaml"), RunConfigs.write(config));
        assertThat(RunConfigs.readComparison(file, Map.of(), List.of())).isEqualTo(config);
    }

    @Test
    void theCommandLineReachesTheSection() {
        ComparisonConfig config = read(
                RUN + "compare: {optimizers: [sgd], learning_rates: [1]}",
                "compare.learning_rates=[0.5,0.25]",
                "compare.target.val_loss=0.3",
                "compare.optimizers=[adam,nadam]");
        assertThat(config.entries()).extracting(Entry::label).containsExactly("adam", "nadam");
        assertThat(config.entries().get(0).learningRates()).containsExactly(0.5, 0.25);
        assertThat(config.target()).contains(new Target("val_loss", 0.3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "optimizers: [adem]           | there is no optimizer adem: did you mean adam? (run.yaml:5)",
                "optimizers: [{beta_1: 0.9}]  | compare.optimizers.name is missing: write for example name: adam",
                "optimizers: [{name: sgd, momentum: 2}] | compare.optimizers.momentum must be in [0, 1), but was 2.0",
                "optimizers: [{name: sgd, beta_1: 0.9}] | optimizer sgd has no setting beta_1: known are: momentum,",
                "optimizers: [{name: adam, lr: 0.5}] | compare.optimizers.lr: compare takes rates from a list: write learning_rates: [0.5]",
                "optimizers: [{name: adam, learning_rate: [2]}] | compare takes rates from a list: write learning_rates: […]",
                "optimizers: [adam, adam]     | compare.optimizers has adam twice: keep one, or give one a label",
                "optimizers: [adam, {name: sgd, label: adam}] | compare.optimizers has adam twice",
                "optimizers: [lbfgs]          | compare tries rates, and optimizer lbfgs takes none: leave it out here",
                "optimizers: []               | compare.optimizers has nothing to compare: write for example [sgd, adam]",
                "optimizers: adam             | compare.optimizers must be a list, but was adam (run.yaml:5)",
                "optimizers: [[adam]]         | compare.optimizers must be a map of settings, but was a list",
                "optimisers: [adam]           | unknown key compare.optimisers: did you mean optimizers? (run.yaml:5)",
                "zzz: 1                       | unknown key compare.zzz: known are: optimizers, learning_rates, schedule, seeds, target",
                "schedule: constant           | compare.optimizers is missing: write for example optimizers: [sgd, mo",
                "optimizers: [{name: adam, learning_rates: []}] | compare.optimizers.learning_rates has no rate in it",
                "optimizers: [{name: adam, learning_rates: [1, 1.0]}] | compare.optimizers.learning_rates has 1.0 twice",
                "optimizers: [{name: adam, learning_rates: [-1]}] | learning_rates must be positive and finite numbers, but was -1",
                "optimizers: [{name: adam, learning_rates: [.nan]}] | learning_rates must be positive and finite numbers, but was .nan",
                "optimizers: [{name: adam, learning_rates: [fast]}] | learning_rates must be a number, but was fast",
                "optimizers: [{name: adam, learning_rates: 1}] | compare.optimizers.learning_rates must be a list, but was 1",
                "optimizers: [{name: adam, schedule: exponental}] | there is no schedule exponental: did you mean expo",
                "optimizers: [{name: adam, schedule: exponential}] | schedule exponential needs the setting decay_rate",
                "optimizers: [adam], schedule: {name: constant, learning_rate: 0.5} | compare.schedule.learning_rate: compare takes rates from a list: leave it out here and write learning_rates: [0.5] (run.yaml:5)",
                "optimizers: [{name: adam, plateau: {patience: 0}}] | compare.optimizers.plateau.patience must be at least 1, but was 0",
                "optimizers: [{name: adam, plateau: {factor: 0.5}}] | compare.optimizers.plateau.patience is missing",
                "optimizers: [{name: adam, epochs: 0}] | epochs must be at least 1, but was 0 (run.yaml:5)",
                "optimizers: [{name: adam, epochs: 3, schedule: {name: one_cycle, total_steps: 5 epochs}}] | needs more steps than there are",
                "optimizers: [adam], seeds: 0 | compare.seeds must be from 1, the run's own, to 1000, but was 0",
                "optimizers: [adam], seeds: 1001 | compare.seeds must be from 1, the run's own, to 1000",
                "optimizers: [adam], seeds: few | compare.seeds must be a whole number, but was few",
                "optimizers: [adam], target: 0.5 | compare.target must be a map of settings, but was 0.5",
                "optimizers: [adam], target: {} | compare.target must be one number to reach, for example {val_loss:",
                "optimizers: [adam], target: {loss: 1, val_loss: 1} | compare.target must be one number to reach",
                "optimizers: [adam], target: {accuracy: 1} | compare.target accuracy is not measured: write compare.target: val_accuracy",
                "optimizers: [adam], target: {val_auc: 1} | compare.target val_auc is not measured: add it to metrics",
                "optimizers: [adam], target: {val_loss: low} | compare.target.val_loss must be a number, but was low",
                "optimizers: [adam], target: {val_loss: .inf} | compare.target.val_loss must be finite, but was .inf",
            })
    void everyErrorIsFoundBeforeAnyWork(String section, String message) {
        String rates = section.contains("learning_rates") ? "" : ", learning_rates: [0.1]";
        assertMessage(RUN + "compare: {" + section + rates + "}", message);
    }

    @Test
    void ratesMustBeGiven() {
        assertMessage(
                RUN + "compare: {optimizers: [adam]}",
                "compare.learning_rates is missing: write for example learning_rates: [0.001, 0.01, 0.1] (run.yaml:5)");
    }

    @Test
    void theSectionMustBeThere() {
        assertMessage(
                RUN, "compare is missing: write for example compare: {optimizers: [sgd, momentum, adam], learning_");
    }

    @Test
    void whatWouldNotBeUsedIsRefused() {
        String compare = "compare: {optimizers: [adam], learning_rates: [0.1]}\n";
        assertMessage(
                RUN + compare + "optimizer: sgd",
                "optimizer cannot stand beside compare: write compare.optimizers (run.yaml:6)");
        assertMessage(
                RUN + compare + "schedule: {name: constant, learning_rate: 1}",
                "schedule cannot stand beside compare: write compare.schedule, or schedule in one of compare.optimizers");
    }

    @Test
    void validationRowsMustBeThereAndMonitored() {
        String compare = "compare: {optimizers: [adam], learning_rates: [0.1]}\n";
        assertMessage(
                RUN.replace(", validation: {fraction: 0.1}", "") + compare,
                "compare chooses rates by validation rows, and there are none: write data.validation: {fraction: 0.1}");
        assertMessage(
                RUN + compare + "monitor: loss",
                "compare chooses rates by validation rows: write monitor: val_loss, or val_ and a metric (run.yaml:6)");
    }

    @Test
    void aRunIsNoComparison() {
        assertThatThrownBy(() -> Runs.read(RUN + "compare: {optimizers: [adam], learning_rates: [0.1]}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("compare is for lockstep compare: run that, or leave compare out (run.yaml:5)");
    }

    private static ComparisonConfig read(String yaml, String... overrides) {
        try {
            return RunConfigs.readComparison(new StringReader(yaml), "run.yaml", Map.of(), List.of(overrides));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertMessage(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ConfigException.class)
                .message()
                .doesNotContain("\n")
                .contains(message);
    }

    @Test
    void theRateMayBeInAnInnerSchedule() {
        String warmUp = "{name: warm_up, steps: 1 epoch, then: {name: one_cycle%s}}";
        ComparisonConfig config = read(
                RUN + "compare: {optimizers: [sgd], learning_rates: [0.1, 1], schedule: " + warmUp.formatted("") + "}");
        Named second = config.entries().get(0).schedule(1);
        assertThat(second.settings().get("then")).asString().contains("max_learning_rate=1.0");
        assertThat(config.entries().get(0).schedule().settings().get("then"))
                .asString()
                .doesNotContain("learning_rate");
        assertMessage(
                RUN + "compare: {optimizers: [sgd], learning_rates: [0.1], schedule: "
                        + warmUp.formatted(", max_learning_rate: 2") + "}",
                "compare.schedule.then.max_learning_rate: compare takes rates from a list: leave it out here and write"
                        + " learning_rates: [2]");
        assertMessage(
                RUN
                        + "compare: {optimizers: [sgd], learning_rates: [0.1], schedule: {name: piecewise, boundaries: [1]}}",
                "compare takes rates from a list, and schedule piecewise has several: write factors of the rate in place of");
        assertMessage(
                RUN
                        + "compare: {optimizers: [sgd], learning_rates: [0.1], schedule: {name: sequence, boundaries: [1]}}",
                "and schedule sequence has several: train with it, or compare others");
        assertMessage(
                RUN + "compare: {optimizers: [sgd], learning_rates: [0.1, 9], schedule: {name: cyclic,"
                        + " max_learning_rate: 5, step_size: 9}}",
                "max_learning_rate must be above learning_rate, 9.0, but was 5.0");
    }

    @Test
    void anEntryMayHaveItsOwnPlateauAndEpochs() {
        ComparisonConfig config = read(RUN + "plateau: {patience: 4}\ntrainer: {epochs: 6, seed: 8}\n"
                + "compare: {learning_rates: [0.5], seeds: 3, optimizers: [{name: sgd, label: shared},"
                + " {name: sgd, label: own, plateau: {patience: 2}, epochs: 3},"
                + " {name: sgd, label: none, plateau: none}]}");
        assertThat(config.entries())
                .extracting(entry -> entry.plateau().map(Plateau::patience), Entry::epochs)
                .containsExactly(
                        tuple(Optional.of(4), 6), tuple(Optional.of(2), 3), tuple(Optional.<Integer>empty(), 6));
        assertThat(config.trainings()).isEqualTo(9);
        RunConfig third = config.run(config.entries().get(1), 0.5, 2);
        assertThat(third.trainer().epochs()).isEqualTo(3);
        assertThat(third.trainer().seed()).isEqualTo(10);
        assertThat(third.plateau()).contains(new Plateau(0.1, 2, 0, Plateau.Threshold.DEFAULT, 0));
        assertThat(third.schedule()).contains(new Named("constant", Map.of("learning_rate", 0.5)));
        assertThat(config.run(2).trainer().seed()).isEqualTo(10);
        assertThat(config.run(0)).isEqualTo(config.run());
    }

    @Test
    void aTrainingIsTheRunThatItsFileWouldSay() {
        ComparisonConfig config = read(RUN
                + "compare: {optimizers: [{name: adam, beta_2: 0.99, epochs: 4, plateau: {patience: 1},"
                + " schedule: {name: linear, decay_steps: 2 epochs}}], learning_rates: [0.5], seeds: 2}");
        assertThat(config.run(config.entries().get(0), 0.5, 1))
                .isEqualTo(Runs.read(RUN + "optimizer: {name: adam, beta_2: 0.99}\nplateau: {patience: 1}\n"
                        + "schedule: {name: linear, learning_rate: 0.5, decay_steps: 2 epochs}\n"
                        + "trainer: {epochs: 4, seed: 43}"));
    }

    @Test
    void plateausEpochsAndSeedsAreWritten() throws IOException {
        ComparisonConfig config = read(RUN + "plateau: {patience: 4}\ncompare: {learning_rates: [0.5], seeds: 3,"
                + " optimizers: [sgd, {name: adam, plateau: none, epochs: 2}]}");
        Path file = Files.writeString(temp.resolve("config.yaml"), RunConfigs.write(config));
        assertThat(RunConfigs.readComparison(file, Map.of(), List.of())).isEqualTo(config);
        assertThat(RunConfigs.isComparison(file, Map.of(), List.of())).isTrue();
        Files.writeString(file, RUN);
        assertThat(RunConfigs.isComparison(file, Map.of(), List.of())).isFalse();
    }

    @Test
    void piecewiseTakesItsRateFromTheGridAsFactors() {
        ComparisonConfig config = read(RUN + "compare: {optimizers: [sgd], learning_rates: [0.5, 2],"
                + " schedule: {name: piecewise, boundaries: [2 epochs], factors: [1, 0.1]}}");
        Entry entry = config.entries().get(0);
        assertThat(entry.schedule().settings()).containsOnlyKeys("boundaries", "factors");
        assertThat(entry.schedule(2).settings()).containsEntry("learning_rate", 2.0);
    }
}
