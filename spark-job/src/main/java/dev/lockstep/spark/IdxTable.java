package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.RawColumn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Pairs of IDX files: images, and the label of each. */
final class IdxTable implements RawTable {
    static final String LABEL = "label";
    static final String IMAGE = "image";

    private final SparkSession session;
    private final String name;
    private final List<IdxSlice> slices;
    private final boolean labelled;
    private final List<Integer> shape;

    private IdxTable(SparkSession session, String name, List<Integer> shape, List<IdxSlice> slices, boolean labelled) {
        this.session = session;
        this.shape = shape;
        this.name = name;
        this.slices = slices;
        this.labelled = labelled;
    }

    static IdxTable open(SparkSession session, SourceConfig source) {
        Configuration hadoop = session.sparkContext().hadoopConfiguration();
        if (!source.options().isEmpty()) {
            throw new ConfigException("format idx has no options, but was given "
                    + String.join(", ", source.options().keySet()));
        }
        SourceFiles.check(hadoop, source);
        List<IdxFile> images = files(hadoop, source.paths());
        List<IdxFile> labels = files(hadoop, source.labels());
        if (!labels.isEmpty() && labels.size() != images.size()) {
            throw new DataException(images.size() + " files of images but " + labels.size() + " of labels: "
                    + String.join(", ", source.paths()) + "; give them in pairs");
        }
        List<IdxSlice> slices = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            List<IdxFile> label = labels.isEmpty() ? List.of() : List.of(labels.get(i));
            check(images.get(0), images.get(i), label);
            slices.addAll(IdxSlice.of(images.get(i), label));
        }
        return new IdxTable(
                session, String.join(", ", source.paths()), shape(images.get(0)), slices, !labels.isEmpty());
    }

    private static List<IdxFile> files(Configuration hadoop, List<String> paths) {
        List<IdxFile> files = new ArrayList<>();
        for (String path : paths) {
            for (FileStatus file : SourceFiles.matching(hadoop, path)) {
                files.add(IdxFile.open(hadoop, file));
            }
        }
        return files;
    }

    private static void check(IdxFile first, IdxFile images, List<IdxFile> labels) {
        if (images.dimensions() < 2) {
            throw new DataException(
                    images.name() + " holds labels, not images: its magic is 0x00000801, that of images 0x00000803;"
                            + " give images as path and labels as labels");
        }
        if (images.rowBytes() != first.rowBytes()) {
            throw new DataException(images.name() + " has images of " + images.rowBytes() + " bytes, but "
                    + first.name() + " of " + first.rowBytes() + "; give images of one size");
        }
        labels.forEach(label -> {
            if (label.dimensions() != 1) {
                throw new DataException(label.name() + " holds no labels: its magic is 0x0000080" + label.dimensions()
                        + ", that of labels 0x00000801; give images as path and labels as labels");
            }
            if (label.rows() != images.rows()) {
                throw new DataException(images.name() + " has " + images.rows() + " images, but " + label.name()
                        + " has " + label.rows() + " labels; give files that belong together");
            }
        });
    }

    @Override
    public String name() {
        return name;
    }

    /** Pictures of two dimensions have one channel; what has more dimensions is as it is. */
    private static List<Integer> shape(IdxFile images) {
        List<Integer> shape = images.shape();
        return shape.size() == 2 ? List.of(1, shape.get(0), shape.get(1)) : shape;
    }

    @Override
    public List<Integer> shape() {
        return shape;
    }

    @Override
    public List<SourceColumn> columns() {
        SourceColumn image = new SourceColumn(IMAGE, Optional.of(RawColumn.Type.BYTES), "bytes");
        SourceColumn label = new SourceColumn(LABEL, Optional.of(RawColumn.Type.NUMBER), "byte");
        return labelled ? List.of(image, label) : List.of(image);
    }

    private static Iterator<IdxSlice> mine(Iterator<Integer> numbers, List<IdxSlice> slices) {
        List<IdxSlice> mine = new ArrayList<>();
        numbers.forEachRemaining(number -> mine.add(slices.get(number)));
        return mine.iterator();
    }

    @Override
    public RawRows rows(RowRequest request) {
        if (!request.conditions().isEmpty()) {
            throw new ConfigException(
                    "idx has no columns for where: give validation or test as a fraction, every nth row, or"
                            + " files of their own");
        }
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        Configuration hadoop = session.sparkContext().hadoopConfiguration();
        Broadcast<SerializableConfiguration> conf = spark.broadcast(new SerializableConfiguration(hadoop));
        // Numbers, because Spark sends elements by Kryo, which cannot fill records; closures go by Java.
        List<Integer> numbers = IntStream.range(0, slices.size()).boxed().toList();
        JavaRDD<Integer> rdd = spark.parallelize(numbers, Math.max(1, slices.size()));
        List<IdxSlice> all = List.copyOf(slices);
        int label = request.columns().indexOf(LABEL);
        return RawRows.of(
                schema(request),
                rdd,
                (number, partition) ->
                        new IdxCursor(mine(partition, all), conf.value().value(), label),
                new RecordFinder(hadoop, Optional.empty()));
    }
}
