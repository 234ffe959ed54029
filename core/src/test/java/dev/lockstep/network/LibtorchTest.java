package dev.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

final class LibtorchTest {
    @Test
    void aThreadThatAskedForItHasOneThreadOfTheLibrary() {
        Libtorch.require(Device.CPU);
        assertThat(torch.get_num_threads()).isEqualTo(1);
        assertThat(torch.get_num_interop_threads()).isEqualTo(1);
        assertThat(Libtorch.version()).startsWith("2.");
    }

    @Test
    void aMissingGpuIsOneLine() {
        assertThatThrownBy(() -> Libtorch.require(Device.CUDA))
                .isInstanceOf(LibraryException.class)
                .hasMessageStartingWith("device cuda: ")
                .hasMessageEndingWith("write device: cpu");
    }

    @Test
    void aMissingJarNamesTheJars() {
        for (Throwable missing : new Throwable[] {
            new NoClassDefFoundError("org/bytedeco/pytorch/global/torch"),
            new ExceptionInInitializerError(new ClassNotFoundException("org.bytedeco.pytorch.global.torch")),
            new UnsatisfiedLinkError("Could not find jnitorch in class, module, and library paths."),
            new UnsatisfiedLinkError("no jnitorch in java.library.path")
        }) {
            assertThat(Libtorch.problem(missing))
                    .contains("is not on the class path", "--jars", System.getProperty("os.arch"))
                    .doesNotContain("\n");
        }
    }

    @Test
    void whatCannotBeLoadedNamesTheFolder() {
        Throwable root =
                new UnsatisfiedLinkError("/home/a/libtorch.so: failed to map segment from shared object\nmore");
        assertThat(Libtorch.problem(new IllegalStateException(root)))
                .contains("failed to map segment", "set LOCKSTEP_NATIVES to a folder", "1 GB")
                .doesNotContain("\n");
    }
}
