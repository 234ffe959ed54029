package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's section on networks says what the registries say. */
final class ReadmeTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_0-9]+)` \\|");

    @Test
    void hasARowForEveryLayerInOrder() throws IOException {
        List<String> rows =
                ROW.matcher(section()).results().map(row -> row.group(1)).toList();
        assertThat(rows).containsExactlyElementsOf(Layers.names());
    }

    @Test
    void namesEveryFunctionAndInitializer() throws IOException {
        String text = section();
        assertThat(Layers.functions()).allSatisfy(name -> assertThat(text).contains("`" + name + "`"));
        assertThat(Initializers.names()).allSatisfy(name -> assertThat(text).contains(name));
    }

    private static String section() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        int begin = readme.indexOf("\n## Networks\n");
        return readme.substring(begin, readme.indexOf("\n## ", begin + 1));
    }
}
