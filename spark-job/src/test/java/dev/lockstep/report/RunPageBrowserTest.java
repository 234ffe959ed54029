package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages in a browser without a window: Chromium, if there is one. */
final class RunPageBrowserTest {
    private static final int SECONDS = 120;

    /** Before everything else in the page: keeps what goes wrong. */
    private static final String WATCH = """
            <script>
            window.wrong = [];
            window.addEventListener("error", event => wrong.push(event.message));
            window.addEventListener("securitypolicyviolation", event => wrong.push(event.violatedDirective));
            for (const level of ["error", "warn"]) console[level] = (...words) => wrong.push(words.join(" "));
            </script>
            """;

    /** After everything else: moves the cursor over the first chart, and writes down what the page has become. */
    private static final String LOOK = """
            <script>
            setTimeout(() => {
              const painted = canvas => {
                const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                let colourful = 0;
                for (let i = 0; i < pixels.length; i += 4) {
                  const [r, g, b, a] = pixels.slice(i, i + 4);
                  if (a > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 60) colourful++;
                }
                return colourful;
              };
              const found = {};
              found.painted = [...document.querySelectorAll(".uplot canvas")].map(painted).join(" ");
              const over = document.querySelector(".u-over");
              const box = over.getBoundingClientRect();
              for (const kind of ["mouseenter", "mousemove"]) {
                over.dispatchEvent(new MouseEvent(kind, { bubbles: true, clientX: box.right - 2, clientY: box.top + 50 }));
              }
              setTimeout(() => {
                found.legends = [...document.querySelectorAll(".u-legend")].map(legend => legend.textContent).join("|");
                for (const input of document.querySelectorAll("input")) input.click();
                setTimeout(() => {
                  found.after = [...document.querySelectorAll(".uplot canvas")].map(painted).join(" ");
                  found.wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
                  found.wrong = wrong.join("; ");
                  for (const [key, value] of Object.entries(found)) {
                    const place = document.body.appendChild(document.createElement("p"));
                    place.textContent = "found " + key + "=" + value + "!";
                  }
                }, 300);
              }, 300);
            }, 500);
            </script>
            """;

    @TempDir
    private Path temp = Path.of("");

    @Test
    void theChartsOfARunAreDrawnAndTheirCursorsAreLinked() throws Exception {
        Path run = RunFixture.write(temp.resolve("</script> run"), 10, 0.01);
        new Reports(new Configuration(false)).write(run.toString());
        String dom = visit(run.resolve("report.html"), 1200);
        assertThat(found(dom, "wrong")).isEmpty();
        assertDrawn(found(dom, "painted"), 6);
        assertDrawn(found(dom, "after"), 6);
        String[] legends = found(dom, "legends").split("\\|");
        assertThat(legends).hasSize(6).allMatch(legend -> legend.contains("steps1,000"));
        assertThat(legends[1]).contains("val_accuracy0.725");
    }

    @Test
    void severalRunsAreDrawnAndFitAPhone() throws Exception {
        List<String> runs = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            runs.add(RunFixture.write(temp.resolve("run-with-a-name-" + i), 2 + i, 0.01 * i)
                    .toString());
        }
        Path page = temp.resolve("page.html");
        new Reports(new Configuration(false)).write(runs, page.toString(), false);
        String dom = visit(page, 400);
        assertThat(found(dom, "wrong")).isEmpty();
        assertThat(found(dom, "wide")).isEqualTo("0");
        assertDrawn(found(dom, "painted"), 7);
        assertDrawn(found(dom, "after"), 7);
    }

    @Test
    void aRunWithoutEvaluationsSaysSo() throws Exception {
        Path run = RunFixture.write(temp.resolve("run"), 0, 0.01);
        new Reports(new Configuration(false)).write(run.toString());
        assertThat(dom(run.resolve("report.html"), 1200)).contains("<p>There is no evaluation yet");
    }

    private static void assertDrawn(String painted, int charts) {
        assertThat(painted.split(" ")).hasSize(charts).allMatch(pixels -> Integer.parseInt(pixels) > 100);
    }

    private static String found(String dom, String key) {
        var matcher = Pattern.compile("found " + key + "=([^!]*)!").matcher(dom);
        assertThat(matcher.find())
                .as("%s in %s", key, dom.substring(dom.length() - 500))
                .isTrue();
        return matcher.group(1);
    }

    private String visit(Path page, int width) throws Exception {
        String text = Files.readString(page);
        Files.writeString(page, text.replace("<head>", "<head>" + WATCH).replace("</body>", LOOK + "</body>"));
        return dom(page, width);
    }

    private String dom(Path page, int width) throws Exception {
        Optional<String> chromium = chromium();
        assumeThat(chromium)
                .as("no chromium on the PATH, so pages are not looked at")
                .isPresent();
        Path out = temp.resolve("dom.html");
        Process browser = new ProcessBuilder(
                        chromium.orElseThrow(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + temp.resolve("profile"),
                        "--window-size=" + width + ",900",
                        "--virtual-time-budget=10000",
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!browser.waitFor(SECONDS, TimeUnit.SECONDS)) {
            browser.destroyForcibly();
        }
        assertThat(browser.waitFor()).isZero();
        return Files.readString(out);
    }

    private static Optional<String> chromium() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
