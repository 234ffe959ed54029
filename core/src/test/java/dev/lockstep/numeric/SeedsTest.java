package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Values that may never change: saved runs depend on them. Computed by a second implementation, in Python. */
final class SeedsTest {
    @Test
    void generatorIsSplitMix64() {
        RandomGenerator random = Seeds.generator(1234567);
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("6457827717110365317");
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("3203168211198807973");
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("9817491932198370423");
    }

    @Test
    void derivedSeedsStayTheSameForEver() {
        assertThat(Seeds.derive(42)).isEqualTo(-4767286540954276203L);
        assertThat(Seeds.derive(42, 1)).isEqualTo(8599587168776314288L);
        assertThat(Seeds.derive(42, 1, 2)).isEqualTo(-8687322036215305794L);
        assertThat(Seeds.derive(42, 2, 1)).isEqualTo(4044439946711321038L);
        assertThat(Seeds.derive(-1, -5)).isEqualTo(-6835720358441824150L);
    }

    @Test
    void mixedAndHashedValuesStayTheSameForEver() {
        assertThat(Seeds.mix(1)).isEqualTo(6238072747940578789L);
        assertThat(Seeds.mix(-1)).isEqualTo(-5417735806833148549L);
        assertThat(Seeds.hash("")).isEqualTo(-780787492076525413L);
        assertThat(Seeds.hash("lockstep")).isEqualTo(7239360405610221585L);
        assertThat(Seeds.hash("é漢😀")).isEqualTo(1665655618810720293L);
    }

    @Test
    void nearbyNamesGiveDistinctSeeds() {
        Set<Long> seeds = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 100; j++) {
                seeds.add(Seeds.derive(7, i, j));
            }
        }
        assertThat(seeds).hasSize(10_000);
    }
}
