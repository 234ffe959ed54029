package dev.lockstep.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
}
