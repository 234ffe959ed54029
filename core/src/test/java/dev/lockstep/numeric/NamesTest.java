package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NamesTest {
    private static final List<String> KNOWN = List.of("momentum", "nesterov", "epsilon", "beta_1", "beta_2");

    @Test
    void findsWhatWasMeant() {
        assertThat(Names.nearest("momentun", KNOWN)).contains("momentum");
        assertThat(Names.nearest("MOMENTUM", KNOWN)).contains("momentum");
        assertThat(Names.nearest("nestreov", KNOWN)).contains("nesterov");
        assertThat(Names.nearest("epsiln", KNOWN)).contains("epsilon");
        assertThat(Names.nearest("beta1", KNOWN)).contains("beta_1");
    }

    @Test
    void aSwapOfNeighboursIsOneMistake() {
        assertThat(Names.nearest("ab", List.of("ba"))).contains("ba");
        assertThat(Names.nearest("abc", List.of("cba"))).isEmpty();
    }

    @Test
    void findsNothingWhereNothingIsNear() {
        assertThat(Names.nearest("rho", KNOWN)).isEmpty();
        assertThat(Names.nearest("", KNOWN)).isEmpty();
        assertThat(Names.nearest("momentum", List.of())).isEmpty();
    }

    @Test
    void theFirstOfTwoEquallyNearIsTaken() {
        assertThat(Names.nearest("beta_3", KNOWN)).contains("beta_1");
    }

    @Test
    void hintsNameTheNearestOrAll() {
        assertThat(Names.hint("epsilom", KNOWN)).isEqualTo("did you mean epsilon?");
        assertThat(Names.hint("x", List.of("sgd", "adam"))).isEqualTo("known are: sgd, adam");
    }

    @Test
    void hintsStayShort() {
        List<String> many = IntStream.range(0, 1000).mapToObj(i -> "column" + i).toList();

        assertThat(Names.hint("z", many)).endsWith(", column38, column39, … (1000 in all)");
        assertThat(Names.hint("z", List.of("\u0089PNG\r\n\u001a\u0000")))
                .isEqualTo("known are: \\u0089PNG\\u000d\\u000a\\u001a\\u0000");
        assertThat(Names.hint("ab", List.of("a\u0000"))).isEqualTo("did you mean a\\u0000?");
    }

    @Test
    void namesOfDataAreShownPrintableAndShort() {
        assertThat(Names.shown("größe, Σ")).isEqualTo("größe, Σ");
        assertThat(Names.shown("x".repeat(60))).hasSize(60);
        assertThat(Names.shown("x".repeat(61))).isEqualTo("x".repeat(60) + "…");
        assertThat(Names.printable("a\tb\u001b[31m\u202ec")).isEqualTo("a\\u0009b\\u001b[31m\\u202ec");
    }

    @Test
    void patternsStandForNames() {
        assertThat(Names.matches("a.*", "a.weight")).isTrue();
        assertThat(Names.matches("a.*", "b.a.weight")).isFalse();
        assertThat(Names.matches("?.weight", "a.weight")).isTrue();
        assertThat(Names.matches("a.weight", "aXweight")).isFalse();
        assertThat(Names.matches("*", "")).isTrue();
    }
}
