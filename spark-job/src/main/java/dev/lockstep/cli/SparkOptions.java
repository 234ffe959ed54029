package dev.lockstep.cli;

import dev.lockstep.config.ConfigException;
import dev.lockstep.spark.SparkSessions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;
import scala.Tuple2;

/** Which Spark to run on. */
final class SparkOptions {
    private static final String MASTER = "spark.master";
    private static final String HADOOP = "spark.hadoop.";

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Spark's master: local[4], spark://host:7077, yarn. Default: all cores of this machine.")
    private Optional<String> master = Optional.empty();

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "A setting of Spark's, for example spark.executor.memory=4g. May be given several times.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** Spark's settings: those of spark-submit first, then the command line's, then what Lockstep wants. */
    SparkConf conf() {
        SparkConf conf = new SparkConf();
        settings.forEach((key, value) -> {
            if (!key.startsWith("spark.")) {
                throw new ConfigException("--conf " + key + "=" + value + ": Spark's settings begin with spark.");
            }
            if (!key.equals(MASTER)) {
                conf.set(key, value);
            }
        });
        conf.setIfMissing(
                MASTER,
                master.or(() -> Optional.ofNullable(settings.get(MASTER))).orElse("local[*]"));
        conf.setIfMissing("spark.app.name", "lockstep");
        return SparkSessions.configure(conf);
    }

    /** Whether the driver runs in the cluster: its log, exit code and terminal are the cluster's. */
    static boolean isDriverInCluster() {
        return System.getProperty("spark.submit.deployMode", "client").equals("cluster");
    }

    /** Hadoop's settings as Spark will have them, before it runs. */
    static Configuration hadoop(SparkConf conf) {
        Configuration hadoop = new Configuration();
        for (Tuple2<String, String> setting : conf.getAll()) {
            if (setting._1().startsWith(HADOOP)) {
                hadoop.set(setting._1().substring(HADOOP.length()), setting._2());
            }
        }
        return hadoop;
    }

    /** A session that is to be closed; where there is one already, it is used and left running. */
    static Session start(SparkConf conf) {
        boolean running = SparkSession.getDefaultSession().isDefined();
        SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
        return new Session(spark, !running);
    }

    /** A Spark session, and whether this command began it. */
    record Session(SparkSession spark, boolean own) implements AutoCloseable {
        @Override
        public void close() {
            if (own) {
                spark.stop();
            }
        }
    }
}
