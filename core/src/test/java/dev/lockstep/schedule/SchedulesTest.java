package dev.lockstep.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchedulesTest {
    private static final Map<String, Object> CONSTANT = Map.of("name", "constant", "learning_rate", 0.1);
    private static final Map<String, Object> ONE_CYCLE = Map.of("name", "one_cycle", "max_learning_rate", 0.1);

    private static final Map<String, Map<String, ?>> LEAST = Map.of(
            "cosine", Map.of("learning_rate", 1, "decay_steps", 10),
            "cyclic", Map.of("learning_rate", 1, "max_learning_rate", 2, "step_size", 5),
            "one_cycle", Map.of("max_learning_rate", 1, "total_steps", 50),
            "piecewise", Map.of("boundaries", List.of(5), "values", List.of(1, 2)),
            "warm_up", Map.of("steps", 5, "then", CONSTANT),
            "sequence", Map.of("boundaries", List.of(5), "schedules", List.of(CONSTANT, CONSTANT)),
            "scaled", Map.of("base_batch_size", 5, "batch_size", 10, "schedule", CONSTANT),
            "warmup_stable_decay", Map.of("learning_rate", 1, "warmup_steps", 5, "decay_steps", 5, "total_steps", 20));

    @Test
    void namesAreInTheOrderOfTheirDocumentation() {
        assertThat(Schedules.names())
                .containsExactly(
                        "constant",
                        "power",
                        "exponential",
                        "piecewise",
                        "polynomial",
                        "cosine",
                        "inverse_sqrt",
                        "linear",
                        "step",
                        "cyclic",
                        "one_cycle",
                        "warmup_stable_decay",
                        "warm_up",
                        "sequence",
                        "scaled");
    }

    @Test
    void unknownNamesAndSettingsAreAnsweredWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("exponental", Map.of()))
                .withMessage("there is no schedule exponental: did you mean exponential?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("constant", Map.of("learning_rate", 1, "decay", 1)))
                .withMessageContaining("schedule constant has no setting decay");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("constant", Map.of("lr", 1)))
                .withMessage("schedule constant has no setting lr: here it is called learning_rate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("step", Map.of("learning_rate", 1, "step_size", 3)))
                .withMessage("schedule step has no setting step_size: here it is called decay_steps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("constant", Map.of()))
                .withMessage("schedule constant needs the setting learning_rate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("warm_up", Map.of("steps", 5, "then", Map.of("name", "cosin"))))
                .withMessage("there is no schedule cosin: did you mean cosine?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("warm_up", Map.of("steps", 5, "then", "cosine")))
                .withMessage("schedule cosine needs the setting learning_rate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cosine    | t_mul           | 2         | schedule cosine has no setting t_mul: it belongs to restarts: true",
                "cosine    | alpha           | 1.5       | alpha must be in [0, 1], but was 1.5",
                "cyclic    | mode            | square    | mode must be triangular, triangular2 or exp_range, but was square",
                "cyclic    | mode            | exp_range | schedule cyclic needs the setting gamma",
                "cyclic    | gamma           | 0.9       | schedule cyclic has no setting gamma: it belongs to mode: exp_range",
                "cyclic    | base_momentum   | 0.8       | schedule cyclic needs the setting max_momentum",
                "cyclic    | max_momentum    | 0.8       | schedule cyclic needs the setting base_momentum",
                "cyclic    | learning_rate   | 2         | max_learning_rate must be above learning_rate, 2.0, but was 2.0",
                "cyclic    | step_size       | 9e18      | step_size must be shorter, but was 9000000000000000000",
                "one_cycle | flavor          | keras     | flavor must be textbook or pytorch, but was keras",
                "one_cycle | last_steps      | 51        | last_steps must be part of total_steps, and is longer",
                "one_cycle | learning_rate   | 1.1       | learning_rate must be at most max_learning_rate, 1.0, but was 1.1",
                "one_cycle | last_learning_rate | 0.5    | last_learning_rate must be at most learning_rate, 0.1, but was",
                "one_cycle | base_momentum   | 0.96      | base_momentum must be at most max_momentum, 0.95, but was 0.96",
                "one_cycle | max_momentum    | 1         | max_momentum must be in [0, 1), but was 1.0",
                "one_cycle | total_steps     | 0         | total_steps must be at least 1, but was 0",
                "one_cycle | div_factor      | 10        | schedule one_cycle has no setting div_factor: known are: ",
                "piecewise | values          | 1         | values of schedule piecewise must be a list, but was 1",
                "scaled    | scaling         | cubic     | scaling must be linear or sqrt, but was cubic",
                "scaled    | schedule        | constant  | schedule constant needs the setting learning_rate",
                "warm_up   | start_learning_rate | 0.2   | start_learning_rate must be at most the rate it leads to, 0.1,",
                "sequence  | schedules       | constant  | schedules of schedule sequence must be a list, but was constant",
                "warmup_stable_decay | warmup_steps | 16  | warmup_steps and decay_steps must fit into total_steps",
                "warmup_stable_decay | decay_curve | square | decay_curve must be linear or sqrt or cosine, but was square",
                "warmup_stable_decay | end_learning_rate | 2 | end_learning_rate must be at most learning_rate, 1.0, but",
                "warmup_stable_decay | start_learning_rate | 2 | start_learning_rate must be at most learning_rate, 1.0,",
            })
    void refusesWhatContradictsOtherSettings(String name, String setting, String value, String message) {
        Map<String, Object> settings = new HashMap<>(LEAST.get(name));
        settings.put(setting, value.matches("[0-9].*") ? (Object) Double.valueOf(value) : value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of(name, settings))
                .withMessageStartingWith(message);
    }

    @Test
    void refusesPytorchsFactorsWithWhatToWrite() {
        Map<String, Object> settings = new HashMap<>(LEAST.get("one_cycle"));
        settings.put("flavor", "pytorch");
        assertThat(Schedules.of("one_cycle", settings)).isInstanceOf(TorchOneCycle.class);
        settings.put("div_factor", 10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("one_cycle", settings))
                .withMessageEndingWith(
                        "has no setting div_factor: write learning_rate, max_learning_rate divided by it");
        settings.remove("div_factor");
        settings.putAll(Map.of("three_phase", true, "pct_start", 0.6));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("one_cycle", settings))
                .withMessage("pct_start must be at most 0.5 with three_phase: true, but was 0.6");
        settings.putAll(Map.of("three_phase", false, "anneal_strategy", "sqrt"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("one_cycle", settings))
                .withMessage("anneal_strategy must be cosine or linear, but was sqrt");
    }

    @Test
    void factorsOfARateAreItsValuesAndNothingElse() {
        assertThat(Schedules.of(
                        "piecewise",
                        Map.of("learning_rate", 0.5, "boundaries", List.of(5), "factors", List.of(1, 0.5))))
                .isEqualTo(new Piecewise(List.of(5L), List.of(0.5, 0.25)));
        List<Integer> one = List.of(5);
        refuses(
                "piecewise",
                Map.of("boundaries", one, "factors", List.of(1, 1)),
                "schedule piecewise has no setting factors: write values, or the learning_rate that it multiplies");
        refuses(
                "piecewise",
                Map.of("learning_rate", 1, "boundaries", one, "values", List.of(1, 1)),
                "schedule piecewise has no setting values: beside learning_rate write factors, which multiply it");
        refuses(
                "piecewise",
                Map.of("learning_rate", 1, "boundaries", one, "factors", List.of(1)),
                "factors must be one more than there are boundaries, but was 1");
        refuses(
                "piecewise",
                Map.of("learning_rate", 1, "boundaries", one, "factors", List.of(1, -1)),
                "every one of factors must be at least 0 and finite, but was -1.0");
    }

    @Test
    void refusesListsThatDoNotFit() {
        refuses("piecewise", Map.of("boundaries", List.of(), "values", List.of(1)), "boundaries must be one or more");
        refuses(
                "piecewise",
                Map.of("boundaries", List.of(5, 5), "values", List.of(1, 2, 3)),
                "boundaries must be positive, each after the one before");
        refuses(
                "piecewise",
                Map.of("boundaries", List.of(0), "values", List.of(1, 2)),
                "boundaries must be positive, each after the one before");
        refuses(
                "piecewise",
                Map.of("boundaries", List.of(5), "values", List.of(1)),
                "values must be one more than there are boundaries, but was 1");
        refuses(
                "piecewise",
                Map.of("boundaries", List.of(5), "values", List.of(1, -1)),
                "every one of values must be at least 0 and finite, but was -1.0");
        refuses(
                "piecewise",
                Map.of("boundaries", List.of(1.5), "values", List.of(1, 1)),
                "boundaries of schedule piecewise must be a whole number, but was 1.5");
        refuses(
                "piecewise",
                Map.of("boundaries", List.of("soon"), "values", List.of(1, 1)),
                "boundaries of schedule piecewise must be a number, but was soon");
        refuses(
                "sequence",
                Map.of("boundaries", List.of(5), "schedules", List.of(CONSTANT)),
                "schedules must be one more than there are boundaries, but was 1");
        refuses(
                "sequence",
                Map.of("boundaries", List.of(5), "schedules", List.of(CONSTANT, Map.of("learning_rate", 1))),
                "schedules of schedule sequence must have a name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sequence(List.of(5L), List.of(new Constant(1))))
                .withMessage("schedules must be one more than there are boundaries, but was 1");
    }

    private static void refuses(String name, Map<String, ?> settings, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of(name, settings))
                .withMessage(message);
    }

    @Test
    void oneCycleTakesWhatIsLeftOfTheRun() {
        Run run = Run.of(100, 32);
        assertThat(Schedules.of("warm_up", Map.of("steps", 30, "then", ONE_CYCLE), run)
                        .need())
                .contains(new Need("steps", 100));
        Sequence sequence = (Sequence) Schedules.of(
                "sequence", Map.of("boundaries", List.of(20), "schedules", List.of(ONE_CYCLE, ONE_CYCLE)), run);
        assertThat(sequence.schedules())
                .extracting(part -> part.need().orElseThrow().steps())
                .containsExactly(20L, 80L);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("one_cycle", Map.of("max_learning_rate", 1)))
                .withMessage("schedule one_cycle needs the setting total_steps");
    }

    @Test
    void whatIsLongerThanTheRunSaysWhatToShorten() {
        Run run = Run.of(100, 32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("warm_up", Map.of("steps", 100, "then", CONSTANT), run))
                .withMessage("schedule warm_up needs more steps than there are for it: shorten steps, or raise"
                        + " trainer.epochs");
        Map<String, Object> longCycle = Map.of("name", "one_cycle", "max_learning_rate", 1, "total_steps", 50);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of(
                        "sequence", Map.of("boundaries", List.of(40), "schedules", List.of(longCycle, CONSTANT)), run))
                .withMessageStartingWith(
                        "schedule one_cycle needs more steps than there are for it: shorten total_steps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of(
                        "sequence", Map.of("boundaries", List.of(100), "schedules", List.of(CONSTANT, CONSTANT)), run))
                .withMessageStartingWith(
                        "schedule sequence needs more steps than there are for it: shorten boundaries");
        assertThat(Need.sum(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aPartOfASequenceCyclesTheMomentumInItsTime() {
        LearningRateSchedule sequence = Schedules.of(
                "sequence",
                Map.of("boundaries", List.of(20), "schedules", List.of(CONSTANT, ONE_CYCLE)),
                Run.of(100, 32));
        assertThat(sequence.momentum(19)).isEmpty();
        assertThat(sequence.momentum(20)).hasValue(0.95);
    }

    @Test
    void scalesByTheBatchOfTheRun() {
        Map<String, Object> settings = Map.of("base_batch_size", 256, "schedule", CONSTANT);
        assertThat(Schedules.of("scaled", settings, Run.of(10, 1024)).at(0)).isEqualTo(0.4);
        Map<String, Object> root = new HashMap<>(settings);
        root.put("scaling", "sqrt");
        assertThat(Schedules.of("scaled", root, Run.of(10, 1024)).at(0)).isEqualTo(0.2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of("scaled", settings))
                .withMessage("schedule scaled needs the setting batch_size");
    }

    @Test
    void defaultsOfInnerSchedulesAreWrittenOut() {
        Map<String, Object> cosine = Map.of("name", "cosine", "learning_rate", 0.1, "decay_steps", 10);
        assertThat(Schedules.completed("warm_up", Map.of("steps", 5, "then", cosine), Run.UNKNOWN))
                .containsEntry("start_learning_rate", 0.0)
                .containsEntry(
                        "then",
                        Map.of(
                                "name",
                                "cosine",
                                "learning_rate",
                                0.1,
                                "decay_steps",
                                10,
                                "alpha",
                                0.0,
                                "restarts",
                                false));
        assertThat(Schedules.completed(
                        "sequence",
                        Map.of("boundaries", List.of(5), "schedules", List.of(CONSTANT, ONE_CYCLE)),
                        Run.of(10, 1)))
                .extractingByKey("schedules")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .element(1)
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("flavor", "textbook")
                .doesNotContainKeys("learning_rate", "total_steps");
    }

    @Test
    void tinyRunsHaveRatesToo() {
        for (long total = 1; total < 12; total++) {
            for (String flavor : List.of("textbook", "pytorch")) {
                LearningRateSchedule schedule =
                        Schedules.of("one_cycle", Map.of("max_learning_rate", 1, "flavor", flavor), Run.of(total, 1));
                for (long step = 0; step < 15; step++) {
                    assertThat(schedule.at(step)).isBetween(0.0, 1.0);
                    assertThat(schedule.momentum(step).orElseThrow()).isBetween(0.85 - 1e-15, 0.95 + 1e-15);
                }
            }
        }
    }
}
