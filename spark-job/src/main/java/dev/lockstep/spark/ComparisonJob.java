package dev.lockstep.spark;

import dev.lockstep.config.ComparisonConfig;
import dev.lockstep.config.ComparisonConfig.Entry;
import dev.lockstep.config.ConfigException;
import dev.lockstep.spark.JobListener.Phase;
import dev.lockstep.train.Contender;
import dev.lockstep.train.DivergedException;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.Goal;
import dev.lockstep.train.RateTrial;
import dev.lockstep.train.StoppedWaitingException;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * Trains one model in several ways, one after the other, over rows that are read, prepared, packed and cached once for each seed.
 * Each training of a seed begins with the same weights, sees the same rows in the same order, and has the bits that it would have
 * alone. Rows for the test are cut off as in a {@link TrainingJob}, and stay unseen.
 */
public final class ComparisonJob {
    private final ComparisonConfig config;
    private final SparkSession spark;
    private final List<ComparisonListener> listeners;
    private final JobControl control;
    private int trainings;

    public ComparisonJob(ComparisonConfig config, SparkSession spark, List<? extends ComparisonListener> listeners) {
        this.config = config;
        this.spark = spark;
        this.listeners = List.copyOf(listeners);
        this.control = new JobControl(spark, listeners);
    }

    /**
     * Runs the job, once. A training that diverges is part of the outcome, and ends nothing else.
     *
     * @throws ConfigException if the configuration does not fit the data
     * @throws DataException if the data cannot be used
     * @throws CancellationException if {@link #stop} was called before training began
     */
    public Comparison run() {
        return control.run(() -> {
            Comparison standing;
            try (PreparedRun run = PreparedRun.open(spark, config.run(), control)) {
                control.prepared(run.data());
                control.phase(Phase.TRAINING);
                standing = ratesTried(run);
            }
            for (int repetition = 1; repetition < config.seeds() && !control.isStopping(); repetition++) {
                // The seed draws validation rows and the order of all, so rows are read and packed anew.
                try (PreparedRun run = PreparedRun.open(spark, config.run(repetition), control)) {
                    control.phase(Phase.TRAINING);
                    standing = repeated(run, repetition, standing);
                }
            }
            return standing;
        });
    }

    /** Ends the job, from any thread: the training under way ends after its step, and no other begins. */
    public void stop() {
        control.stop();
    }

    private Comparison ratesTried(PreparedRun run) {
        Comparison standing = new Comparison(
                run.data(),
                run.plan().monitor(config.run().monitor()),
                config.target().map(target -> new Goal(run.plan().monitor(target.metric()), target.value())),
                run.plan().stepsPerEpoch(),
                config.entries().stream()
                        .map(entry -> new Contender(entry.label(), List.of()))
                        .toList());
        for (int i = 0; i < config.entries().size(); i++) {
            Entry entry = config.entries().get(i);
            for (double rate : entry.learningRates()) {
                if (control.isStopping()) {
                    return standing;
                }
                try {
                    RateTrial trial = trial(run, entry, rate, 0);
                    standing = ended(standing, i, standing.contenders().get(i).tried(trial), trial);
                } catch (StoppedWaitingException e) {
                    return standing; // what was tried before stays
                }
            }
        }
        return standing;
    }

    private Comparison repeated(PreparedRun run, int repetition, Comparison tried) {
        Comparison standing = tried;
        for (int i = 0; i < config.entries().size(); i++) {
            Contender contender = standing.contenders().get(i);
            Optional<RateTrial> chosen = standing.best(contender);
            if (control.isStopping()) {
                return standing;
            }
            if (chosen.isPresent()) {
                try {
                    RateTrial trial =
                            trial(run, config.entries().get(i), chosen.get().learningRate(), repetition);
                    standing = ended(standing, i, contender.repeated(trial), trial);
                } catch (StoppedWaitingException e) {
                    return standing;
                }
            }
        }
        return standing;
    }

    private Comparison ended(Comparison before, int index, Contender contender, RateTrial trial) {
        Comparison now = before.with(index, contender);
        tell(listener -> listener.trialEnded(now, contender, trial));
        return now;
    }

    private RateTrial trial(PreparedRun run, Entry entry, double rate, int repetition) {
        trainings++;
        tell(listener -> listener.trialBegins(entry.label(), rate, config.seed(repetition), trainings));
        List<EpochReport> evaluations = new ArrayList<>();
        List<TrainingListener> hearing = new ArrayList<>(listeners);
        hearing.add(new TrainingListener() {
            @Override
            public void evaluated(EpochReport report) {
                evaluations.add(report);
            }
        });
        TrainingMethod trainer = run.plan().trainer(config.run(entry, rate, repetition), hearing);
        control.use(run, trainer::stop);
        if (control.isStopping()) { // it may have been asked for while another trainer was there to ask
            trainer.stop();
            run.stopWaiting();
        }
        try {
            return RateTrial.of(rate, run.fit(trainer), evaluations);
        } catch (DivergedException e) {
            return RateTrial.of(rate, e, evaluations);
        }
    }

    private void tell(Consumer<ComparisonListener> event) {
        listeners.forEach(event);
    }
}
