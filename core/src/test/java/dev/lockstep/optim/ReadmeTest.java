package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's table of optimizers says what the registry says. */
final class ReadmeTest {
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| (.*) \\| (.*)\\| .* \\|");
    private static final Pattern SETTING = Pattern.compile("`([a-z_0-9]+): ([^`]*)`");
    private static final String AS_ADAM = "as `adam`, ";

    @Test
    void hasARowForEveryOptimizerInOrder() throws IOException {
        assertThat(rows().keySet()).containsExactlyElementsOf(Optimizers.names());
    }

    @Test
    void hasTheRateAndTheSettingsOfEveryFlavorWithTheirDefaults() throws IOException {
        Map<String, List<String>> rows = rows();
        Member.all()
                .forEach(member ->
                        assertThat(cell(rows, member)).as(member.toString()).isEqualTo(written(member)));
        rows.forEach((name, cells) -> assertThat(cells.get(1).isEmpty())
                .as("%s, pytorch", name)
                .isNotEqualTo(Optimizers.pytorchNames().contains(name)));
    }

    private static Map<String, Object> cell(Map<String, List<String>> rows, Member member) {
        int column = member.pytorch() ? 1 : 0;
        String text = rows.getOrDefault(member.name(), List.of("", "")).get(column);
        Map<String, Object> cell = new LinkedHashMap<>();
        if (text.startsWith(AS_ADAM)) {
            cell.putAll(cell(rows, new Member("adam", member.pytorch())));
        } else {
            cell.put("learning_rate", Double.valueOf(text.split(",", 2)[0]));
        }
        Matcher settings = SETTING.matcher(text);
        while (settings.find()) {
            cell.put(settings.group(1), value(settings.group(2)));
        }
        return cell;
    }

    private static Map<String, Object> written(Member member) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("learning_rate", member.optimizer().defaultLearningRate());
        member.settings().forEach((name, value) -> written.put(name, value(value.toString())));
        return written;
    }

    /** 0 and 0.0 are the same default. */
    private static Object value(String text) {
        return text.matches("[-0-9].*") ? (Object) Double.valueOf(text) : text;
    }

    private static Map<String, List<String>> rows() throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        String readme = Files.readString(Path.of("../README.md"));
        int begin = readme.indexOf("\n## Optimizers\n");
        String section = readme.substring(begin, readme.indexOf("\n## ", begin + 1));
        section.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .forEach(row -> rows.put(
                        row.group(1), List.of(row.group(2).strip(), row.group(3).strip())));
        return rows;
    }
}
