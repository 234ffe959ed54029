package dev.lockstep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's table of schedules says what the registry says. */
final class ReadmeTest {
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| (.*?) \\| (.*) \\|");
    private static final Pattern SETTING = Pattern.compile("`([a-z_0-9]+)(?:: ([^`]*))?`");

    static Stream<GoldenRates> everySchedule() {
        return GoldenRates.all();
    }

    @Test
    void hasARowForEveryScheduleInOrder() throws IOException {
        assertThat(rows().keySet()).containsExactlyElementsOf(Schedules.names());
    }

    /** The golden file that is named like its schedule gives only what must be given. */
    @ParameterizedTest
    @MethodSource("everySchedule")
    void hasTheSettingsOfEveryScheduleWithTheirDefaults(GoldenRates member) throws IOException {
        Map<String, String> settings = settings(rows().getOrDefault(member.name(), ""));
        Map<String, Object> completed = Schedules.completed(member.name(), member.own(), member.run());
        if (member.file().equals(member.name() + ".csv")) {
            assertThat(settings.keySet()).isEqualTo(new LinkedHashSet<>(completed.keySet()));
        }
        settings.forEach((setting, value) -> {
            boolean given = member.own().containsKey(setting);
            boolean isOther = !member.file().equals(member.name() + ".csv"); // may have another way to give it
            assertThat(given || isOther || !value.isEmpty())
                    .as("%s has no default", setting)
                    .isTrue();
            if (!given && completed.containsKey(setting)) {
                assertThat(plain(value)).as(setting).isEqualTo(plain(String.valueOf(completed.get(setting))));
            }
        });
    }

    private static Map<String, String> settings(String cell) {
        Map<String, String> settings = new LinkedHashMap<>();
        Matcher matcher = SETTING.matcher(cell);
        while (matcher.find()) {
            String value = matcher.group(2);
            settings.put(matcher.group(1), value == null ? "" : value);
        }
        return settings;
    }

    /** 0 and 0.0 are the same default. */
    private static Object plain(String text) {
        return text.matches("[-0-9].*") ? (Object) Double.valueOf(text) : text;
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        String readme = Files.readString(Path.of("../README.md"));
        int begin = readme.indexOf("\n## Schedules\n");
        String section = readme.substring(begin, readme.indexOf("\n## ", begin + 1));
        section.lines().map(ROW::matcher).filter(Matcher::matches).forEach(row -> rows.put(row.group(1), row.group(2)));
        return rows;
    }
}
