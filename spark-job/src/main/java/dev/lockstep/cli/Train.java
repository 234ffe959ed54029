package dev.lockstep.cli;

import dev.lockstep.checkpoint.Checkpoint;
import dev.lockstep.checkpoint.SupersededException;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.report.EarlierRun;
import dev.lockstep.report.Progress;
import dev.lockstep.report.RunFiles;
import dev.lockstep.report.RunFolder;
import dev.lockstep.spark.SavedRun;
import dev.lockstep.spark.TrainingJob;
import dev.lockstep.spark.TrainingOutcome;
import dev.lockstep.train.StoppedWaitingException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains a model as a YAML file says. */
@Command(
        name = "train",
        description = "Trains a model as a YAML file says, and leaves it in the folder that the file calls output.",
        footer = {
            "",
            "Examples:",
            "  lockstep train examples/quickstart.yaml",
            "  lockstep train run.yaml --set trainer.epochs=20 --set optimizer.name=momentum",
            "  lockstep train run.yaml --overwrite --master local[4]",
            "",
            "The folder holds report.html (curves and results), config.yaml (every default written out),",
            "metrics.jsonl (a line for each evaluation), result.json, model/, tensorboard/ and spark.log.",
            "Ctrl-C ends the run after the step it is at and keeps the best model so far; a second Ctrl-C",
            "ends it at once. The same command again goes on with a run that has not ended, whatever ended it,",
            "from its last checkpoint, and comes to the same bits; of one that has ended, it prints the result."
        })
final class Train implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private ResumeOptions resume = new ResumeOptions();

    @Mixin
    private SparkOptions spark = new SparkOptions();

    Train(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig config = RunConfigs.read(options.file(), terminal.environment(), options.overrides());
        return SparkRun.run(spark, (conf, log) -> {
            Configuration hadoop = SparkOptions.hadoop(conf);
            Progress shown = Progress.of(options.style(terminal), config, terminal.out());
            Resumption resumption = new Resumption(config, options, resume, hadoop, shown::warning);
            Optional<EarlierRun> finished = resumption.finished();
            if (finished.isPresent()) {
                finished.get().lines(config.output()).forEach(terminal.out()::println);
                return ExitCode.DONE;
            }
            RunFolder folder = resumption.claim();
            SavedRun saved = saved(resumption, folder);
            RunFiles files = new RunFiles(
                    folder,
                    RunConfigs.write(config),
                    config.monitor(),
                    log,
                    saved.from().map(Checkpoint::history).orElse(List.of()));
            return run(new Run(config, conf, folder, files, shown, saved));
        });
    }

    private static SavedRun saved(Resumption resumption, RunFolder folder) throws IOException {
        try {
            return resumption.saved(folder);
        } catch (IOException | RuntimeException e) {
            folder.abandon();
            throw e;
        }
    }

    private record Run(
            RunConfig config, SparkConf conf, RunFolder folder, RunFiles files, Progress shown, SavedRun saved) {}

    private int run(Run run) throws IOException {
        try (SparkOptions.Session session = SparkOptions.start(run.conf())) {
            TrainingJob job =
                    new TrainingJob(run.config(), session.spark(), List.of(run.files(), run.shown()), run.saved());
            try (Signals signals = Signals.stopping(job::stop)) {
                return run(run, job, signals);
            }
        } catch (Exception | Error e) { // Spark throws checked ones, too, without declaring them
            Failure failure = Failure.of(e);
            run.shown().clear();
            if (failure.exitCode() == ExitCode.SUPERSEDED) {
                run.files().leave();
            } else {
                fail(run, failure.status(), failure.line(), e);
            }
            throw e;
        } finally {
            run.files().keepLog();
        }
    }

    private int run(Run run, TrainingJob job, Signals signals) throws IOException {
        try {
            TrainingOutcome outcome = job.run();
            run.files().finish(outcome, SparkOptions.hadoop(run.conf()));
            run.shown().finish(outcome, run.folder());
            return signals.exitCode().orElse(ExitCode.DONE);
        } catch (CancellationException e) {
            run.shown().clear();
            boolean waiting = e instanceof StoppedWaitingException;
            String why = waiting ? StoppedWaitingException.MESSAGE : "stopped before training";
            fail(run, "stopped", why, e);
            terminal.err()
                    .println("lockstep: " + why
                            + (waiting
                                    ? "; the same command goes on from the last checkpoint, if there is one"
                                    : ", so there is no model"));
            return signals.exitCode().orElse(ExitCode.UNEXPECTED);
        }
    }

    /**
     * Writes how the run ended, unless its files are somebody else's by now, or that cannot be told.
     *
     * @throws SupersededException if they are
     */
    private static void fail(Run run, String status, String line, Throwable failure) throws IOException {
        if (run.files().begun()) {
            try {
                run.saved().store().requireLease();
            } catch (SupersededException e) {
                run.files().leave();
                e.addSuppressed(failure);
                throw e;
            } catch (IOException e) {
                run.files().leave();
                failure.addSuppressed(e);
                return;
            }
        }
        run.files().fail(status, line);
    }
}
