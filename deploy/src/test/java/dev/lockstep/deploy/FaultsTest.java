package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue of faults: the tests that it names are there. */
final class FaultsTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");
    private static final List<String> MODULES = List.of("../core", "../spark-job", "../deploy");

    @Test
    void everyTestInTheCatalogueExists() throws IOException {
        String catalogue = Files.readString(Path.of("docs/faults.md"), StandardCharsets.UTF_8);
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (Matcher name = NAME.matcher(catalogue); name.find(); named++) {
            String text = source(name.group(1));
            if (text.isEmpty() || (name.group(2) != null && !text.contains("void " + name.group(2) + "("))) {
                missing.add(name.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(50);
    }

    /** The source of a test class; empty if there is none. */
    private static String source(String name) throws IOException {
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of(module, "src/test/java"))) {
                List<Path> found =
                        files.filter(file -> file.endsWith(name + ".java")).toList();
                if (!found.isEmpty()) {
                    return Files.readString(found.get(0), StandardCharsets.UTF_8);
                }
            }
        }
        return "";
    }
}
