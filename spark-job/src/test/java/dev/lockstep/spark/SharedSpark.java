package dev.lockstep.spark;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of the tests' JVM, kept between test classes; another master or setting replaces it. */
public final class SharedSpark {
    /** Two slots; a task may fail three times. */
    public static final String MASTER = "local[2,4]";

    private static Map<String, String> running = Map.of();

    private SharedSpark() {}

    /** The session with two slots. */
    public static SparkSession session() {
        return session(MASTER, Map.of());
    }

    /** A session with this master and these settings beside those of every Lockstep session. */
    public static synchronized SparkSession session(String master, Map<String, String> settings) {
        SparkConf conf = new SparkConf()
                .setMaster(master)
                .set("spark.sql.shuffle.partitions", "4")
                .set("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/lockstep-warehouse");
        settings.forEach(conf::set);
        Map<String, String> wanted = new java.util.HashMap<>(settings);
        wanted.put("master", master);
        if (!wanted.equals(running)) {
            SparkSession.getActiveSession().foreach(session -> {
                session.stop();
                return null;
            });
            SparkSession.clearActiveSession();
            SparkSession.clearDefaultSession();
            running = wanted;
        }
        return SparkSessions.open("lockstep-tests", conf);
    }

    public static JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session().sparkContext());
    }

    public static JavaSparkContext context(String master, Map<String, String> settings) {
        return JavaSparkContext.fromSparkContext(session(master, settings).sparkContext());
    }
}
