package dev.lockstep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.lockstep", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule dependenciesRunOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("numeric")
            .definedBy("dev.lockstep.numeric..")
            .layer("data")
            .definedBy("dev.lockstep.data..")
            .layer("optim")
            .definedBy("dev.lockstep.optim..")
            .layer("schedule")
            .definedBy("dev.lockstep.schedule..")
            .layer("model")
            .definedBy("dev.lockstep.model..")
            .layer("network")
            .definedBy("dev.lockstep.network..")
            .layer("train")
            .definedBy("dev.lockstep.train..")
            .layer("checkpoint")
            .definedBy("dev.lockstep.checkpoint..")
            .layer("config")
            .definedBy("dev.lockstep.config..")
            .whereLayer("config")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("checkpoint")
            .mayOnlyBeAccessedByLayers("config")
            .whereLayer("train")
            .mayOnlyBeAccessedByLayers("checkpoint", "config")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("network", "train", "checkpoint", "config")
            .whereLayer("network")
            .mayOnlyBeAccessedByLayers("train", "checkpoint", "config")
            .whereLayer("optim")
            .mayOnlyBeAccessedByLayers("train", "checkpoint", "config")
            .whereLayer("schedule")
            .mayOnlyBeAccessedByLayers("train", "checkpoint", "config")
            .whereLayer("data")
            .mayOnlyBeAccessedByLayers("model", "network", "train", "checkpoint", "config", "optim", "schedule");

    @ArchTest
    static final ArchRule onlyNetworksNameLibtorch = noClasses()
            .that()
            .resideOutsideOfPackage("dev.lockstep.network..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule coreKnowsNoCluster = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..");

    /** {@code Math}'s transcendental functions may differ by machine; {@code StrictMath}'s may not. */
    @ArchTest
    static final ArchRule transcendentalFunctionsAreStrict = noClasses()
            .should()
            .callMethod(Math.class, "exp", double.class)
            .orShould()
            .callMethod(Math.class, "log", double.class)
            .orShould()
            .callMethod(Math.class, "log1p", double.class)
            .orShould()
            .callMethod(Math.class, "expm1", double.class)
            .orShould()
            .callMethod(Math.class, "pow", double.class, double.class)
            .orShould()
            .callMethod(Math.class, "tanh", double.class)
            .orShould()
            .callMethod(Math.class, "sin", double.class)
            .orShould()
            .callMethod(Math.class, "cos", double.class);

    @ArchTest
    static final ArchRule nothingIsDeserializedByJava =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream");
}
