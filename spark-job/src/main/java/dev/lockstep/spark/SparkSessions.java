package dev.lockstep.spark;

import dev.lockstep.network.Libtorch;
import dev.lockstep.numeric.Secrets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark applications with the settings that Lockstep's exchange of weights and sums wants. */
public final class SparkSessions {
    private static final String REGISTRATOR = "spark.kryo.registrator";

    private static final String EXECUTOR_ENVIRONMENT = "spark.executorEnv.";

    /** What is set unless the user says otherwise. */
    private static final Map<String, String> DEFAULTS = defaults();

    /** What is set beside, unless the user says otherwise, where all of Spark is in this process. */
    private static final Map<String, String> EMBEDDED = embedded();

    private SparkSessions() {}

    /** The session of this process: the one that there is, or a new one. Without a master it runs in this process. */
    public static SparkSession open(String name, SparkConf user) {
        return SparkSession.builder().appName(name).config(configure(user)).getOrCreate();
    }

    /** A copy of the user's settings with ours wherever the user has none. */
    public static SparkConf configure(SparkConf user) {
        SparkConf conf = user.clone();
        conf.setIfMissing("spark.master", "local[*]");
        DEFAULTS.forEach(conf::setIfMissing);
        Optional.ofNullable(System.getenv(Libtorch.CACHE))
                .ifPresent(folder -> conf.setIfMissing(EXECUTOR_ENVIRONMENT + Libtorch.CACHE, folder));
        String ours = LockstepRegistrator.class.getName();
        String registrators = conf.get(REGISTRATOR, ours);
        conf.set(REGISTRATOR, registrators.contains(ours) ? registrators : registrators + "," + ours);
        String master = conf.get("spark.master");
        if (master.equals("local") || master.startsWith("local[")) {
            EMBEDDED.forEach(conf::setIfMissing);
        }
        return conf;
    }

    private static Map<String, String> defaults() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        // Grows as needed; Spark's 64 MB are less than a sum over 16 million weights.
        settings.put("spark.kryoserializer.buffer.max", "2047m");
        // Sums come straight back, without the detour over the block manager, up to what one message may hold.
        settings.put("spark.rpc.message.maxSize", "512");
        settings.put("spark.task.maxDirectResultSize", "512m");
        // Spark's 1 GB would stop 64 tasks of 4 million weights.
        settings.put("spark.driver.maxResultSize", "4g");
        // Weights do not compress.
        settings.put("spark.broadcast.compress", "false");
        // A run has thousands of jobs, which nobody looks at one by one.
        settings.put("spark.ui.retainedJobs", "200");
        settings.put("spark.ui.retainedStages", "200");
        settings.put("spark.ui.retainedTasks", "5000");
        settings.put("spark.sql.ui.retainedExecutions", "50");
        settings.put("spark.ui.showConsoleProgress", "false");
        // What Spark hides in its page and its event log leaves out the keys of Azure and of encryption.
        settings.put("spark.redaction.regex", Secrets.keys() + "|" + Secrets.passwords());
        settings.put("spark.redaction.string.regex", Secrets.passwords());
        // How files are split must not depend on the number of cores: it decides the chunks of data.shuffle: none.
        settings.put("spark.sql.files.minPartitionNum", "64");
        // A task is one core's: libtorch must not spread over those of others.
        settings.put(EXECUTOR_ENVIRONMENT + "OMP_NUM_THREADS", "1");
        settings.put(EXECUTOR_ENVIRONMENT + "OPENBLAS_NUM_THREADS", "1");
        return settings;
    }

    private static Map<String, String> embedded() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.ui.enabled", "false");
        // Nobody but this process has business with its ports.
        settings.put("spark.driver.bindAddress", "127.0.0.1");
        settings.put("spark.driver.host", "127.0.0.1");
        return settings;
    }
}
