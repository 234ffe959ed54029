package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompressionTest {
    /** Tensors of two values: t is trained, b is a buffer. */
    @ParameterizedTest
    @CsvSource({"t, 2", "tt, 4", "ttb, 4", "ttbb, 4", "tbt, 2", "btt, 0", "'', 0"})
    void tensorsBeforeTheFirstThatIsNotTrainedAreRounded(String tensors, int rounded) {
        ParameterLayout layout = ParameterLayout.of(IntStream.range(0, tensors.length())
                .mapToObj(i -> new Parameter("tensor" + i, List.of(2), tensors.charAt(i) == 't', true))
                .toList());

        assertThat(Compression.BF16.rounded(layout)).isEqualTo(rounded);
        assertThat(Compression.NONE.rounded(layout)).isZero();
    }
}
