package dev.lockstep.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Which versions a run is made of. */
public final class Versions {
    private Versions() {}

    /** Lockstep's own, as Maven wrote it. */
    public static String lockstep() {
        try (InputStream in = Versions.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                return "unknown";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of Lockstep, Spark, Java and Scala, by name. */
    public static Map<String, String> all() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("lockstep", lockstep());
        versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
        versions.put("java", System.getProperty("java.version", "unknown"));
        versions.put("scala", scala.util.Properties.versionNumberString());
        return versions;
    }
}
