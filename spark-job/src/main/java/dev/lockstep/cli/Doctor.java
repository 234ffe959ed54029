package dev.lockstep.cli;

import dev.lockstep.config.PartConfig;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.RunConfigs;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.network.Device;
import dev.lockstep.numeric.Named;
import dev.lockstep.report.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks what a run needs, before a long one. */
@Command(
        name = "doctor",
        description =
                "Checks Java, Spark, the cluster, and what a YAML file names: before a long run, or after a failed one.",
        footer = {
            "",
            "Examples:",
            "  lockstep doctor",
            "  lockstep doctor run.yaml --master spark://host:7077",
            "",
            "Every line that is not ok says what to do. Ends with 0 if nothing failed."
        })
final class Doctor implements Callable<Integer> {
    private static final String NETWORK = "network";

    private final Terminal terminal;

    @Parameters(arity = "0..1", paramLabel = "RUN.YAML", description = "The run to check.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A key of the file to set, as for train.")
    private List<String> overrides = new ArrayList<>();

    @Mixin
    private SparkOptions spark = new SparkOptions();

    Doctor(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        return SparkRun.run(spark, (conf, log) -> examine(conf));
    }

    private int examine(SparkConf conf) {
        Checkup checkup = new Checkup(terminal.out());
        checkup.check("java", MachineChecks::java);
        checkup.check("memory", MachineChecks::memory);
        checkup.check("JVM flags", MachineChecks::flags);
        Optional<RunConfig> config = config(checkup);
        Configuration hadoop = SparkOptions.hadoop(conf);
        config.ifPresent(run -> checkup.check("output", () -> output(run, hadoop)));
        checkup.check("master", () -> ClusterChecks.reachable(conf.get("spark.master")))
                .ifPresentOrElse(
                        found -> spark(conf, config, checkup),
                        () -> checkup.skip("spark", "the master was not reached"));
        return checkup.exitCode();
    }

    private Optional<RunConfig> config(Checkup checkup) {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        List<RunConfig> read = new ArrayList<>();
        checkup.check("config", () -> {
            read.add(RunConfigs.read(file.get(), terminal.environment(), overrides));
            return Checkup.Found.good(file.get() + " is valid");
        });
        return read.stream().findFirst();
    }

    private static Checkup.Found output(RunConfig config, Configuration hadoop) {
        RunFolder folder = RunFolder.claim(config.output(), true, hadoop);
        boolean used = !folder.isNew();
        folder.abandon();
        return used
                ? Checkup.Found.doubtful(
                        config.output() + " is there already: train will want --overwrite if it is not empty")
                : Checkup.Found.good(config.output() + " can be written");
    }

    private void spark(SparkConf conf, Optional<RunConfig> config, Checkup checkup) {
        List<SparkOptions.Session> started = new ArrayList<>();
        try {
            checkup.check("spark", () -> {
                started.add(SparkOptions.start(conf));
                return Checkup.Found.good(started.get(0).spark().version() + " on " + conf.get("spark.master"));
            });
            for (SparkOptions.Session session : started) {
                checkup.check("slots", () -> ClusterChecks.slots(session.spark()));
                config.map(RunConfig::model)
                        .filter(model -> model.name().equals(NETWORK))
                        .ifPresent(model ->
                                checkup.check("libtorch", () -> ClusterChecks.library(session.spark(), device(model))));
                config.ifPresent(run -> sources(run, session, checkup));
            }
        } finally {
            started.forEach(SparkOptions.Session::close);
        }
    }

    private static Device device(Named network) {
        return String.valueOf(network.settings().get("device")).equals("cuda") ? Device.CUDA : Device.CPU;
    }

    private static void sources(RunConfig config, SparkOptions.Session session, Checkup checkup) {
        checkup.check(
                "training data",
                () -> ClusterChecks.readable(session.spark(), config.data().train(), config));
        source(config.data().validation())
                .ifPresent(source ->
                        checkup.check("validation", () -> ClusterChecks.readable(session.spark(), source, config)));
        source(config.data().test())
                .ifPresent(source ->
                        checkup.check("test data", () -> ClusterChecks.readable(session.spark(), source, config)));
    }

    private static Optional<SourceConfig> source(PartConfig part) {
        return part instanceof PartConfig.Source of ? Optional.of(of.source()) : Optional.empty();
    }
}
