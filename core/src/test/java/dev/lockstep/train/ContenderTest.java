package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.Evaluation;
import dev.lockstep.train.RateTrial.Ending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ContenderTest {
    private static final Monitor ACCURACY = new Monitor("val_accuracy", true);

    @Test
    void theChosenRateIsThatOfTheBestEvaluation() {
        Contender contender =
                contender(trial(0.1, Ending.COMPLETED, 0.5, 0.9), trial(0.01, Ending.STOPPED_EARLY, 0.4, 0.8));
        assertThat(chosen(contender, Monitor.VALIDATION_LOSS)).isEqualTo(0.01);
        assertThat(chosen(contender, ACCURACY)).isEqualTo(0.1);
    }

    @Test
    void amongEqualsTheSmallestRateIsChosenInWhateverOrder() {
        RateTrial large = trial(0.3, Ending.COMPLETED, 0.5, 0.9);
        RateTrial small = trial(0.1, Ending.COMPLETED, 0.5, 0.9);
        assertThat(chosen(contender(large, small), ACCURACY)).isEqualTo(0.1);
        assertThat(chosen(contender(small, large), ACCURACY)).isEqualTo(0.1);
        assertThat(chosen(contender(large, small), Monitor.VALIDATION_LOSS)).isEqualTo(0.1);
    }

    @Test
    void whatDivergedOrWasCutShortIsNotChosen() {
        Contender contender = contender(
                trial(0.1, Ending.DIVERGED, 0.1, 0.99),
                trial(0.01, Ending.STOPPED, 0.2, 0.98),
                trial(0.001, Ending.COMPLETED, 0.9, 0.5));
        assertThat(chosen(contender, Monitor.VALIDATION_LOSS)).isEqualTo(0.001);
    }

    @Test
    void withoutASoundTrialNoneIsChosenAndTheStateSaysWhy() {
        RateTrial unmeasured = new RateTrial(0.1, Ending.COMPLETED, List.of(), Optional.empty());
        RateTrial diverged = trial(1, Ending.DIVERGED, 0.1, 0.9);
        assertThat(contender(diverged, unmeasured).best(ACCURACY)).isEmpty();
        assertThat(contender(diverged, unmeasured).state()).isEqualTo("diverged");
        assertThat(contender(diverged, trial(0.1, Ending.STOPPED, 0.1, 0.9)).state())
                .isEqualTo("stopped");
        assertThat(contender().state()).isEqualTo("waiting");
    }

    @Test
    void theChosenTrialComesBeforeItsSoundRepetitions() {
        RateTrial chosen = trial(0.1, Ending.COMPLETED, 0.3, 0.9);
        RateTrial other = trial(0.3, Ending.COMPLETED, 0.5, 0.8);
        RateTrial again = trial(0.1, Ending.STOPPED_EARLY, 0.4, 0.7);
        RateTrial diverged = trial(0.1, Ending.DIVERGED, 0.4, 0.7);
        Contender contender = contender(other).tried(chosen).repeated(diverged).repeated(again);
        assertThat(contender.trials()).containsExactly(other, chosen);
        assertThat(contender.repetitions()).containsExactly(diverged, again);
        assertThat(contender.chosen(ACCURACY)).containsExactly(chosen, again);
        assertThat(contender(diverged).repeated(again).chosen(ACCURACY)).isEmpty();
    }

    @Test
    void everyEndOfATrainingIsOneOfATrial() {
        assertThat(Ending.values())
                .extracting(Ending::name)
                .contains(Arrays.stream(TrainingResult.Status.values())
                        .map(Enum::name)
                        .toArray(String[]::new));
    }

    @Test
    void theBestOfATrialIsWhatItsTrainerTookForTheBest() {
        List<EpochReport> reports =
                List.of(report(10, 0.5, 0.8, true), report(20, 0.4, 0.85, true), report(30, 0.3, 0.9, false));
        RateTrial trial = new RateTrial(0.1, Ending.COMPLETED, reports, Optional.empty());
        assertThat(trial.best()).contains(reports.get(1));
    }

    @Test
    void aGoalIsReachedByTheFirstEvaluationAtLeastAsGood() {
        List<EpochReport> reports =
                List.of(report(10, 0.5, 0.8, true), report(20, 0.4, 0.83, true), report(30, 0.3, 0.9, true));
        assertThat(new Goal(ACCURACY, 0.83).firstIn(reports)).contains(reports.get(1));
        assertThat(new Goal(Monitor.VALIDATION_LOSS, 0.4).firstIn(reports)).contains(reports.get(1));
        assertThat(new Goal(Monitor.TRAINING_LOSS, 1).firstIn(reports)).isEmpty();
        assertThat(new Goal(ACCURACY, 0.91).firstIn(reports)).isEmpty();
        assertThat(new Goal(Monitor.VALIDATION_LOSS, 0.29).firstIn(reports)).isEmpty();
    }

    @Test
    void whatIsNotANumberReachesNoGoal() {
        List<EpochReport> reports = List.of(report(10, Double.NaN, Double.NaN, false));
        assertThat(new Goal(ACCURACY, 0).firstIn(reports)).isEmpty();
        assertThat(new Goal(Monitor.VALIDATION_LOSS, 1e9).firstIn(reports)).isEmpty();
    }

    @Test
    void aTrialTellsHowItsTrainingEnded() {
        FakeSource source = new FakeSource(2, FakeSource::ones);
        TinyModel model = new TinyModel(1, false);
        List<EpochReport> reports = new ArrayList<>();
        TrainerSettings settings = new TrainerSettings(1, 2, 5, 1, Monitor.TRAINING_LOSS, Optional.empty());
        TrainingListener listener = new TrainingListener() {
            @Override
            public void evaluated(EpochReport report) {
                reports.add(report);
            }
        };
        Trainer trainer = new Trainer(
                model,
                dev.lockstep.optim.Sgd.DEFAULT,
                new dev.lockstep.schedule.Constant(0.5),
                settings,
                List.of(listener));
        RateTrial trial = RateTrial.of(0.5, trainer.fit(source), reports);
        assertThat(trial.ending()).isEqualTo(Ending.COMPLETED);
        assertThat(trial.evaluations()).isEqualTo(reports).isNotEmpty();
        assertThat(trial.error()).isEmpty();

        RateTrial diverged = RateTrial.of(0.5, new DivergedException("loss NaN", Step.of(3, 10), 0.5), List.of());
        assertThat(diverged.ending()).isEqualTo(Ending.DIVERGED);
        assertThat(diverged.error()).hasValueSatisfying(line -> assertThat(line).startsWith("loss NaN at step 4"));
    }

    private static double chosen(Contender contender, Monitor monitor) {
        return contender.best(monitor).orElseThrow().learningRate();
    }

    private static Contender contender(RateTrial... trials) {
        return new Contender("adam", List.of(trials));
    }

    private static RateTrial trial(double rate, Ending ending, double loss, double accuracy) {
        return new RateTrial(rate, ending, List.of(report(10, loss, accuracy, true)), Optional.empty());
    }

    private static EpochReport report(long step, double loss, double accuracy, boolean best) {
        Evaluation validation = new Evaluation(loss, Map.of("accuracy", accuracy), 100);
        return new EpochReport(1, step, 2, 0.1, Optional.of(validation), 1, 1, step, 0, 0, 0, best);
    }
}
