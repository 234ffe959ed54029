package dev.lockstep.spark;

import dev.lockstep.data.RawRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/** The rows of a DataFrame's partition. */
final class FrameCursor implements RawCursor {
    private static final Optional<String> BAD = Optional.of("the record does not fit the columns");

    private final Iterator<InternalRow> rows;
    private final FrameLayout layout;
    private final FrameRow view;
    private final List<Function1<Object, Object>> converters;
    private final BlockPosition at = new BlockPosition();
    /** Of a source without files: its partitions, sorted, are its blocks. */
    private final long partition;

    private @Nullable InternalRow row;

    FrameCursor(int partition, Iterator<InternalRow> rows, FrameLayout layout) {
        this.partition = partition;
        this.rows = rows;
        this.layout = layout;
        this.view = new FrameRow(layout.fields());
        this.converters = layout.kept().stream()
                .map(CatalystTypeConverters::createToScalaConverter)
                .toList();
    }

    @Override
    public boolean next() {
        if (!rows.hasNext()) {
            return false;
        }
        InternalRow next = rows.next();
        if (layout.files()) {
            at.advance(next.getUTF8String(layout.pathColumn()), next.getLong(layout.blockColumn()));
        } else {
            at.advance(UTF8String.EMPTY_UTF8, partition);
        }
        row = next;
        view.show(next);
        return true;
    }

    @Override
    public RawRow row() {
        return view;
    }

    @Override
    public Optional<String> fault() {
        return layout.bad() && !shown().isNullAt(layout.badColumn()) ? BAD : Optional.empty();
    }

    @Override
    public String path() {
        return at.path();
    }

    @Override
    public long block() {
        return at.block();
    }

    @Override
    public long position() {
        return at.position();
    }

    @Override
    public String text() {
        return fault().isEmpty()
                ? ""
                : shown().getUTF8String(layout.badColumn()).toString();
    }

    @Override
    public List<@Nullable Object> kept() {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < converters.size(); i++) {
            DataType type = layout.kept().get(i);
            values.add(converters.get(i).apply(shown().get(layout.keptColumn(i), type)));
        }
        return values;
    }

    @Override
    public boolean matches(int condition) {
        int column = layout.conditionColumn(condition);
        return !shown().isNullAt(column) && shown().getBoolean(column);
    }

    private InternalRow shown() {
        return Objects.requireNonNull(row, "next() comes first");
    }
}
