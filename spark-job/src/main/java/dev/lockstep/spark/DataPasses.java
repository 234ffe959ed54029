package dev.lockstep.spark;

import dev.lockstep.config.ConfigException;
import dev.lockstep.config.DataConfig;
import dev.lockstep.config.PartConfig;
import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.BadDataException;
import dev.lockstep.data.LabelPlan;
import dev.lockstep.data.Preparation;
import dev.lockstep.data.PreparationFit;
import dev.lockstep.data.PreparationRules;
import dev.lockstep.data.Target;
import dev.lockstep.numeric.Names;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Reads sources in a constant number of passes: one pass counts rows, finds the bad ones and fits the preparation; a second fits it
 * where the training rows are known by their index only. After that, nothing about the data is in doubt.
 */
public final class DataPasses {
    private static final int SHOWN_CLASSES = 5;

    private final SparkSession session;
    private final long allowed;
    private final String setting;
    private final Consumer<String> warnings;

    /**
     * Passes over the sources of one run.
     *
     * @param badRows how many rows of each source may be skipped
     * @param warnings is told, in lines, what was skipped, and what is doubtful
     */
    public DataPasses(SparkSession session, long badRows, Consumer<String> warnings) {
        this(session, badRows, "data.bad_rows: {skip: %d}", warnings);
    }

    /**
     * Passes over sources that no run names.
     *
     * @param setting by which more rows may be skipped: with {@code %d} for how many
     */
    DataPasses(SparkSession session, long badRows, String setting, Consumer<String> warnings) {
        this.session = session;
        this.setting = setting;
        this.allowed = badRows;
        this.warnings = line -> warnings.accept(Names.printable(line));
    }

    /**
     * Training rows, and validation and test rows where there are any.
     *
     * @param kind of label that the loss is made for
     * @throws ConfigException if the configuration does not fit the columns
     * @throws DataException if the data cannot be trained on
     */
    public IndexedTable train(DataConfig data, Target.Kind kind, long seed) {
        PartPlan plan = new PartPlan(data.validation(), data.test(), seed);
        ColumnWishes wishes = DataRules.wishes(data);
        RawTable table = RawTable.open(session, data.train(), wishes);
        PreparationRules rules = DataRules.of(data, table, kind);
        RowRequest request = new RowRequest(DataRules.columns(rules), plan.conditions(), data.orderBy());
        RawRows rows = table.rows(packed(request, data));
        List<IndexedRows> sources = new ArrayList<>();
        PreparationFit fit = fit(table, rows, rules, plan, sources);
        Preparation preparation = named(table, fit::finish);
        new DoubtfulColumns(table, rows, wishes.types().keySet()).report(fit.doubts(), warnings);
        warnOfUnseenClasses(preparation.label());
        addOwn(sources, Split.VALIDATION, data.validation(), preparation, data);
        addOwn(sources, Split.TEST, data.test(), preparation, data);
        IndexedTable result = new IndexedTable(preparation, table.shape(), rows.schema(), sources);
        requireRows(result, Split.VALIDATION, data.validation());
        requireRows(result, Split.TEST, data.test());
        return result;
    }

    /**
     * All rows of a source as one part, prepared as those that a model was trained on.
     *
     * @param orderBy the columns that order the rows of a source without files
     * @throws DataException if the source lacks columns of the preparation, or has no usable rows
     */
    public IndexedTable prepared(SourceConfig source, Preparation preparation, Split part, List<String> orderBy) {
        RawTable table = open(source, preparation);
        IndexedRows rows = own(table, preparation, part, request(table, preparation, orderBy));
        return new IndexedTable(preparation, table.shape(), rows.schema(), List.of(rows));
    }

    /**
     * All rows of a source as a test part, which need no labels, with every column as it was read.
     *
     * @param orderBy the columns that order the rows of a source without files
     * @throws DataException if the source lacks features of the preparation, or has no usable rows
     */
    IndexedTable unlabelled(SourceConfig source, Preparation preparation, List<String> orderBy) {
        TrainedColumns trained = new TrainedColumns(preparation);
        RawTable table = RawTable.open(session, source, ColumnWishes.exactly(trained.features()));
        RawRows rows = table.rows(new RowRequest(trained.featuresOf(table), List.of(), orderBy).keeping());
        named(table, () -> preparation.encoder(rows.schema()));
        Parts all = Parts.all(Split.TEST);
        RowTrial encoding = new RowTrial.EncodeFeatures(preparation, rows.schema());
        PassResult found = run(table, rows.mapPartitions(new CountingPass(encoding, all, allowed)));
        IndexedRows numbered = indexed(rows, counted(table, rows, found), all);
        return new IndexedTable(preparation, table.shape(), rows.schema(), List.of(numbered));
    }

    private PreparationFit fit(
            RawTable table, RawRows rows, PreparationRules rules, PartPlan plan, List<IndexedRows> sources) {
        RowTrial.Fit fitting = new RowTrial.Fit(rules, rows.schema());
        RowTrial first = plan.needsIndex() ? new RowTrial.Check(rules, rows.schema()) : fitting;
        Parts parts = plan.withoutIndex();
        PassResult found = run(table, rows.mapPartitions(new CountingPass(first, parts, allowed)));
        List<BlockCount> counts = counted(table, rows, found);
        if (plan.needsIndex()) {
            Parts cut = plan.parts(counts.stream().mapToLong(BlockCount::rows).sum());
            IndexedRows numbered = indexed(rows, counts, cut);
            found = run(table, numbered.mapPartitions(new FittingPass(fitting)));
            numbered.close();
            counts = divided(counts, found);
            parts = cut;
        }
        sources.add(indexed(rows, counts, parts));
        return found.fit().orElseThrow();
    }

    private void warnOfUnseenClasses(LabelPlan label) {
        List<String> unseen = IntStream.range(0, label.classWeights().size())
                .filter(c -> label.classWeights().get(c) == 0)
                .mapToObj(c -> Names.shown(label.target().classes().get(c)))
                .toList();
        if (!unseen.isEmpty()) {
            warnings.accept("label " + label.column() + ": no training row is of class "
                    + unseen.stream().limit(SHOWN_CLASSES).collect(Collectors.joining(", "))
                    + (unseen.size() > SHOWN_CLASSES ? ", …" : "") + ", which cannot be learnt from the others");
        }
    }

    private void addOwn(
            List<IndexedRows> sources, Split split, PartConfig part, Preparation preparation, DataConfig data) {
        if (part instanceof PartConfig.Source own) {
            RawTable table = open(own.source(), preparation);
            RowRequest request = request(table, preparation, data.orderBy());
            sources.add(own(table, preparation, split, packed(request, data)));
        }
    }

    private RawTable open(SourceConfig source, Preparation preparation) {
        return RawTable.open(session, source, ColumnWishes.exactly(preparation.schema()));
    }

    private static RowRequest request(RawTable table, Preparation preparation, List<String> orderBy) {
        return new RowRequest(new TrainedColumns(preparation).allOf(table), List.of(), orderBy);
    }

    /** Rows are read again to be packed; those that are not shuffled may be more than the executors' disks hold. */
    private static RowRequest packed(RowRequest request, DataConfig data) {
        return data.shuffle() ? request.parsingOnce() : request;
    }

    private IndexedRows own(RawTable table, Preparation preparation, Split split, RowRequest request) {
        RawRows rows = table.rows(request);
        named(table, () -> preparation.encoder(rows.schema()));
        Parts all = Parts.all(split);
        RowTrial encoding = new RowTrial.Encode(preparation, rows.schema());
        PassResult found = run(table, rows.mapPartitions(new CountingPass(encoding, all, allowed)));
        return indexed(rows, counted(table, rows, found), all);
    }

    private IndexedRows indexed(RawRows rows, List<BlockCount> counts, Parts parts) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        return new IndexedRows(rows, spark.broadcast(BlockIndex.of(counts)), parts, counts);
    }

    private static PassResult run(RawTable table, JavaRDD<PassResult> pass) {
        PassResult empty = new PassResult(Optional.empty());
        PassResult result = ReadFaults.explained(
                table.name(), () -> pass.getNumPartitions() == 0 ? empty : pass.reduce(PassResult::merge));
        if (!result.fault().isEmpty()) {
            throw new DataException(result.fault().startsWith(" ") ? table.name() + result.fault() : result.fault());
        }
        return result;
    }

    /** The counts in file order, if they can be used. */
    private List<BlockCount> counted(RawTable table, RawRows rows, PassResult found) {
        List<BlockCount> counts = BlockIndex.sorted(found.blocks());
        new BadRows(table.name(), rows.finder(), allowed, setting).report(counts, warnings);
        if (counts.stream().noneMatch(count -> count.rows() > 0)) {
            throw new DataException(
                    "no usable rows in " + table.name() + ": there is nothing but what is skipped, if anything");
        }
        return counts;
    }

    private static List<BlockCount> divided(List<BlockCount> counts, PassResult found) {
        Map<String, Map<Long, BlockCount>> divided = new LinkedHashMap<>();
        for (BlockCount block : found.blocks()) {
            divided.computeIfAbsent(block.path(), path -> new LinkedHashMap<>()).put(block.block(), block);
        }
        return counts.stream()
                .map(count -> {
                    BlockCount by = divided.getOrDefault(count.path(), Map.of()).get(count.block());
                    BlockCount known = by == null ? new BlockCount(count.path(), count.block()) : by;
                    if (known.rows() != count.rows()) {
                        throw BlockIndex.changed(count.path());
                    }
                    return count.divided(known);
                })
                .toList();
    }

    private static void requireRows(IndexedTable table, Split split, PartConfig part) {
        if (table.rows(Split.TRAINING) == 0) {
            throw new DataException(
                    "validation and test take all rows: none are left for training; take smaller parts");
        }
        if (!(part instanceof PartConfig.None) && table.rows(split) == 0) {
            throw new DataException("the " + split.name().toLowerCase(Locale.ROOT) + " part has no rows: "
                    + (part instanceof PartConfig.Where where
                            ? where.condition() + " is true of none"
                            : "take a larger one"));
        }
    }

    /** Says of which source it is that the preparation complains. */
    private static <T> T named(RawTable table, Supplier<T> action) {
        try {
            return action.get();
        } catch (BadDataException e) {
            throw new DataException(table.name() + ": " + e.getMessage(), e);
        }
    }
}
