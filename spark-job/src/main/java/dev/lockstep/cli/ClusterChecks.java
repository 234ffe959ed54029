package dev.lockstep.cli;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.RunConfig;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.network.Device;
import dev.lockstep.network.Libtorch;
import dev.lockstep.spark.DataProbe;
import dev.lockstep.spark.Slots;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** What must be right in the cluster, and with the data as the cluster sees it. */
final class ClusterChecks {
    private static final String STANDALONE = "spark://";
    private static final int CONNECT_MILLIS = 5000;
    private static final int JOB_SECONDS = 60;

    private ClusterChecks() {}

    /** Whether a standalone master answers; Spark itself would try for a minute. */
    static Checkup.Found reachable(String master) {
        if (!master.startsWith(STANDALONE)) {
            return Checkup.Found.good(master);
        }
        // Several masters stand by for each other: spark://a:7077,b:7077.
        String[] addresses = master.substring(STANDALONE.length()).split(",", -1);
        for (String address : addresses) {
            if (answers(address)) {
                return Checkup.Found.good(master + " answers");
            }
        }
        throw new ConfigException("nobody answers at " + master
                + "; see whether the master runs, and whether its host and port are these");
    }

    private static boolean answers(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            throw new ConfigException("--master spark://" + address + " has no port; the default is 7077");
        }
        try (Socket socket = new Socket()) {
            int port = Integer.parseInt(address.substring(colon + 1));
            socket.connect(new InetSocketAddress(address.substring(0, colon), port), CONNECT_MILLIS);
            return true;
        } catch (NumberFormatException e) {
            throw new ConfigException("--master spark://" + address + " has a port that is no number");
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether executors come and run tasks. */
    static Checkup.Found slots(SparkSession spark) throws InterruptedException, ExecutionException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        int slots = Slots.settled(context);
        List<Integer> numbers = IntStream.range(0, slots).boxed().toList();
        JavaFutureAction<Long> job = context.parallelize(numbers, slots).countAsync();
        try {
            job.get(JOB_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            job.cancel(true);
            throw new ConfigException("no task ran in " + JOB_SECONDS
                    + " s; see whether workers are registered and have the memory and cores that executors ask for"
                    + " (spark.executor.memory, spark.executor.cores)");
        }
        return Checkup.Found.good(slots + (slots == 1 ? " task" : " tasks") + " at once");
    }

    /** Whether libtorch can be loaded wherever tasks run, and finds the device. */
    static Checkup.Found library(SparkSession spark, Device device) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        int slots = Slots.settled(context);
        List<Integer> numbers = IntStream.range(0, slots).boxed().toList();
        List<String> versions = context.parallelize(numbers, slots)
                .map(number -> {
                    Libtorch.require(device);
                    return Libtorch.version();
                })
                .distinct()
                .collect();
        return Checkup.Found.good(
                String.join(", ", versions) + " on " + device.name().toLowerCase(Locale.ROOT));
    }

    /** Whether the first rows of a source can be read. */
    static Checkup.Found readable(SparkSession spark, SourceConfig source, RunConfig config) {
        return Checkup.Found.good(DataProbe.firstRows(spark, source, config.data()));
    }
}
