package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

final class SubmitJarIT {
    /** Lockstep with picocli and the YAML reader is little over 2 MB; one jar of Spark's would make it more. */
    private static final long MAX_BYTES = 3_000_000;

    @Test
    void onlyOurPackagesAreInside() throws IOException {
        try (JarFile jar = new JarFile(Folder.submitJar().toFile())) {
            List<String> names = jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
            assertThat(names).allMatch(name -> name.startsWith("dev/lockstep/") || name.startsWith("META-INF/"));
            assertThat(jar.getEntry("dev/lockstep/cli/Lockstep.class")).isNotNull();
            assertThat(jar.getEntry("dev/lockstep/train/Step.class")).isNotNull();
            assertThat(jar.getEntry("dev/lockstep/shaded/picocli/CommandLine.class"))
                    .isNotNull();
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("dev.lockstep.cli.Lockstep");
        }
        assertThat(Folder.submitJar())
                .satisfies(path -> assertThat(path.toFile().length()).isLessThan(MAX_BYTES));
    }

    @Test
    void scriptsCanBeExecuted() {
        assertThat(Folder.path().resolve("bin/lockstep")).isExecutable();
        assertThat(Folder.path().resolve("bin/fetch-data")).isExecutable();
    }
}
