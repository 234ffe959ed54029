package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.SourceConfig;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.Target;
import dev.lockstep.fuzz.Hostile;
import dev.lockstep.fuzz.Mutants;
import dev.lockstep.train.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged rows and files of the formats that are read here, one by one, and by thousands in one job. */
final class HostileRowsIT {
    private static final Configuration HADOOP = new Configuration();

    /** When a file is packed: not at all, before it is damaged, or after. */
    private enum Packing {
        NONE,
        BEFORE,
        AFTER
    }

    @TempDir
    private Path folder;

    @Test
    void damagedLinesOfLibsvmAreRefusedOrAscend() {
        Mutants mutants = new Mutants(
                4, lines("1 1:0.5 3:1 4:-2.5e3 # one", "-1 qid:3 2:nan 7:1"), " ", ":", "#", "-", "e", "1:1 ", "qid:");
        LibsvmRow row = new LibsvmRow(0, -1);

        int refused = Hostile.refusedBy(
                "lines of LIBSVM",
                line -> {
                    Optional<String> fault = row.parse(new String(line, StandardCharsets.UTF_8));
                    if (fault.isPresent()) {
                        throw new DataException(fault.get());
                    }
                    requireAscending(row);
                },
                mutants,
                Hostile.files(),
                DataException.class);

        assertThat(refused).isGreaterThan(Hostile.files() / 4);
    }

    private static void requireAscending(RawRow row) {
        for (int i = 0; i < row.vectorSize(1); i++) {
            assertThat(row.vectorIndex(1, i)).isGreaterThan(i == 0 ? -1 : row.vectorIndex(1, i - 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void damagedIdxFilesAreRefused(Packing packing) throws IOException {
        byte[] images = idx(new int[] {5, 2, 3}, 30);
        Mutants mutants = new Mutants(
                5,
                List.of(packing == Packing.BEFORE ? gzip(images) : images),
                "\0\0\b\1",
                "\0\0\b\3",
                "\377\377\377\377",
                "\177\177");
        int count = Hostile.files() / Packing.values().length;
        Path file = folder.resolve(packing == Packing.NONE ? "images" : "images.gz");

        int refused = Hostile.refusedBy(
                "IDX, packed: " + packing.name().toLowerCase(Locale.ROOT),
                damaged -> {
                    Files.write(file, packing == Packing.AFTER ? gzip(damaged) : damaged);
                    readIdx(file);
                },
                mutants,
                count,
                DataException.class);

        assertThat(refused).isGreaterThan(count / 2);
    }

    /** As a job reads it: what readers throw is explained on the driver. */
    private static void readIdx(Path path) {
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(path.toUri());
        ReadFaults.explained(path.toString(), () -> {
            try {
                IdxFile images = IdxFile.open(HADOOP, file.getFileSystem(HADOOP).getFileStatus(file));
                IdxCursor cursor = new IdxCursor(IdxSlice.of(images, List.of()).iterator(), HADOOP, -1);
                int rows = 0;
                while (cursor.next()) {
                    rows++;
                }
                assertThat(rows).isEqualTo(images.rows());
                return rows;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "libsvm"})
    void aFileOfDamagedRowsIsReadWithoutThem(String format) throws IOException {
        boolean csv = format.equals("csv");
        Mutants mutants = csv
                ? new Mutants(6, lines("1.5,2,red,0", "-3,,\"a \"\"b\"\", c\",1"), "\"", ",", "\"\"", ",,", "'", "\\")
                : new Mutants(7, lines("1 1:0.5 3:1 4:-2.5e3", "0 2:1 7:1"), " ", ":", "#", "-", "1:1 ");
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(bytes(csv ? "a,b,c,y\n1,2,red,0\n2,3,blue,1\n" : "1 1:1\n0 1:2\n"));
        for (int i = 0; i < Hostile.files(); i++) {
            for (byte b : mutants.next()) {
                text.write(b == '\n' || b == '\r' ? ' ' : b);
            }
            text.write('\n');
        }
        Path file = folder.resolve("rows." + format);
        Files.write(file, text.toByteArray());
        Map<String, String> options = csv ? Map.of() : Map.of("numFeatures", "10");
        SourceConfig source = Configs.source(format, options, file.toString());
        Configs config = Configs.of(source, csv ? "y" : "label");
        if (csv) {
            config = config.columns(Map.of("a", Configs.NUMBER, "b", Configs.NUMBER, "y", Configs.NUMBER));
        }

        try (IndexedTable table = new DataPasses(SharedSpark.session(), Hostile.files(), line -> {})
                .train(config.data(), Target.Kind.NUMBER, 1)) {
            long rows = table.rows(Split.TRAINING);
            System.out.println("chaos: fuzzed " + format + " in a job " + Hostile.files() + "/" + Hostile.files()
                    + " rows taken or skipped (" + rows + " taken)");
            assertThat(rows).isGreaterThan(0);
        }
    }

    private static byte[] idx(int[] dimensions, int bytes) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + bytes).putInt(0x800 + dimensions.length);
        for (int dimension : dimensions) {
            file.putInt(dimension);
        }
        return file.array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static List<byte[]> lines(String... lines) {
        return List.of(lines).stream().map(HostileRowsIT::bytes).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
