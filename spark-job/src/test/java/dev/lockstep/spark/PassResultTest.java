package dev.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.ColumnRule;
import dev.lockstep.data.Encode;
import dev.lockstep.data.LabelRule;
import dev.lockstep.data.Missing;
import dev.lockstep.data.PreparationFit;
import dev.lockstep.data.PreparationRules;
import dev.lockstep.data.RawColumn;
import dev.lockstep.data.Scale;
import dev.lockstep.data.Target;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

final class PassResultTest {
    private static final List<RawColumn> SCHEMA =
            List.of(new RawColumn("label", RawColumn.Type.NUMBER), new RawColumn("features", RawColumn.Type.VECTOR));
    private static final PreparationRules RULES = new PreparationRules(
            new LabelRule("label", Target.Kind.CLASSES, List.of(), new Scale.None()),
            "",
            List.of(ColumnRule.vector("features", Missing.FAIL, new Scale.Standard())));

    @Test
    void travelsByKryoWithEveryClassRegistered() {
        PassResult sent = result("1 1:2 3:1", "0 2:5");
        BlockCount block = sent.at("file:/a", 0);
        block.add(Split.TRAINING);
        block.add(Split.TEST);
        block.addBad(new BadRow(2, "bad", ""), 10);

        PassResult got = travelled(sent);

        assertThat(got.blocks()).hasSize(1);
        assertThat(got.at("file:/a", 0).records()).isEqualTo(3);
        assertThat(got.at("file:/a", 0).badPositions()).containsExactly(2);
        assertThat(got.fit().orElseThrow().finish())
                .isEqualTo(sent.fit().orElseThrow().finish());
        assertThat(travelled(BlockIndex.of(got.blocks())).records(0)).isEqualTo(3);
    }

    @Test
    void fitsOfCategoriesTravelToo() {
        List<RawColumn> schema =
                List.of(new RawColumn("n", RawColumn.Type.NUMBER), new RawColumn("y", RawColumn.Type.NUMBER));
        PreparationRules rules = new PreparationRules(
                new LabelRule("y", Target.Kind.NUMBER, List.of(), new Scale.Standard()),
                "",
                List.of(ColumnRule.category("n", RawColumn.Type.NUMBER, Encode.ONE_HOT, 0, Missing.FAIL)));
        PreparationFit fit = new PreparationFit(rules, schema);
        fit.add(new NumberRow(3, 1));
        fit.add(new NumberRow(4, 2));

        PassResult got = travelled(new PassResult(Optional.of(fit)));

        assertThat(got.fit().orElseThrow().finish()).isEqualTo(fit.finish());
    }

    @Test
    void orderOfMergingHasNoInfluence() {
        PassResult a = result("1 1:2 3:1").merge(result("0 2:5"));
        PassResult b = result("0 2:5").merge(result("1 1:2 3:1"));

        assertThat(a.fit().orElseThrow().finish())
                .isEqualTo(b.fit().orElseThrow().finish());
    }

    @Test
    void firstFaultInTextOrderIsTold() {
        PassResult x = result();
        PassResult y = result();
        x.fail("x is damaged");
        y.fail("a is damaged");

        assertThat(result().merge(x).merge(y).fault()).isEqualTo("a is damaged");
    }

    @Test
    void filesNamedTwiceAreRefused() {
        BlockCount block = new BlockCount("file:/a.csv", 0);
        BlockCount other = new BlockCount("file:/a.csv", 10);

        assertThat(BlockIndex.of(BlockIndex.sorted(List.of(other, block))).find("file:/a.csv", 10))
                .isEqualTo(1);
        assertThatThrownBy(() -> BlockIndex.of(List.of(block, block)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("/a.csv is read twice");
        assertThatThrownBy(() -> BlockIndex.of(List.of(block)).find("file:/b.csv", 0))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("/b.csv changed while it was read");
    }

    private static PassResult result(String... lines) {
        PreparationFit fit = new PreparationFit(RULES, SCHEMA);
        LibsvmRow row = new LibsvmRow(0, 3);
        for (String line : lines) {
            assertThat(row.parse(line)).isEmpty();
            fit.add(row);
        }
        return new PassResult(Optional.of(fit));
    }

    private static <T> T travelled(T value) {
        SparkConf conf = new SparkConf(false)
                .set("spark.kryo.registrator", LockstepRegistrator.class.getName())
                .set("spark.kryo.registrationRequired", "true");
        SerializerInstance kryo = new KryoSerializer(conf).newInstance();
        return kryo.deserialize(
                kryo.serialize(value, ClassTag$.MODULE$.apply(value.getClass())),
                ClassTag$.MODULE$.apply(value.getClass()));
    }
}
