package dev.lockstep.cli;

import dev.lockstep.checkpoint.TrainedModel;
import dev.lockstep.config.ConfigException;
import dev.lockstep.data.Target;
import dev.lockstep.model.Evaluation;
import dev.lockstep.model.Metric;
import dev.lockstep.model.Metrics;
import dev.lockstep.report.Json;
import dev.lockstep.report.Scores;
import dev.lockstep.spark.EvaluationJob;
import dev.lockstep.spark.HadoopFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores a model on rows with labels. */
@Command(
        name = "evaluate",
        description = "Prints the loss and metrics of a trained model on rows that have labels.",
        footer = {
            "",
            "Examples:",
            "  lockstep evaluate runs/first --data new.csv",
            "  lockstep evaluate runs/first --data 'days/*.parquet' --metrics accuracy,auc --json",
            "",
            "Columns are found by name and prepared as in training."
        })
final class Evaluate implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--metrics",
            paramLabel = "NAME",
            split = ",",
            description =
                    "What to compute beside the loss, for example accuracy,auc. Default: what is usual for the label.")
    private List<String> metrics = new ArrayList<>();

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean json;

    @Mixin
    private SparkOptions spark = new SparkOptions();

    Evaluate(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        return SparkRun.run(spark, (conf, log) -> {
            TrainedModel trained = HadoopFolder.loadModel(model.model(), model.trusted(), SparkOptions.hadoop(conf));
            List<Metric> asked = asked(trained.saved().target());
            try (SparkOptions.Session session = SparkOptions.start(conf)) {
                show(new EvaluationJob(trained, session.spark())
                        .run(
                                model.labelled(trained.saved().reading()),
                                asked,
                                model.reading(),
                                warning -> terminal.err().println("lockstep: " + warning)));
            }
            return ExitCode.DONE;
        });
    }

    private List<Metric> asked(Target target) {
        List<String> names = metrics.isEmpty() ? usual(target) : metrics;
        return ConfigException.naming("--metrics", () -> {
            List<Metric> asked =
                    names.stream().map(name -> Metrics.of(name, Map.of())).toList();
            asked.forEach(metric -> metric.check(target));
            return asked;
        });
    }

    private static List<String> usual(Target target) {
        return switch (target.kind()) {
            case NUMBER -> List.of("rmse", "mae", "r2");
            case CLASSES -> target.classes().size() == 2 ? List.of("accuracy", "auc") : List.of("accuracy");
            case COUNT -> List.of("mae");
        };
    }

    private void show(Evaluation evaluation) {
        if (json) {
            terminal.out().println(Json.line(Scores.map(evaluation)));
        } else {
            Scores.lines(evaluation).forEach(terminal.out()::println);
        }
    }
}
