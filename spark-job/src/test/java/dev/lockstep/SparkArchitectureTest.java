package dev.lockstep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.lockstep", importOptions = ImportOption.DoNotIncludeTests.class)
final class SparkArchitectureTest {
    @ArchTest
    static final ArchRule dependenciesRunOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("core")
            .definedBy(
                    "dev.lockstep.numeric..",
                    "dev.lockstep.data..",
                    "dev.lockstep.optim..",
                    "dev.lockstep.schedule..",
                    "dev.lockstep.model..",
                    "dev.lockstep.network..",
                    "dev.lockstep.train..",
                    "dev.lockstep.checkpoint..",
                    "dev.lockstep.config..")
            .layer("spark")
            .definedBy("dev.lockstep.spark..")
            .layer("report")
            .definedBy("dev.lockstep.report..")
            .layer("cli")
            .definedBy("dev.lockstep.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("spark")
            .mayOnlyBeAccessedByLayers("report", "cli");

    @ArchTest
    static final ArchRule onlyNetworksNameLibtorch = noClasses()
            .that()
            .resideOutsideOfPackage("dev.lockstep.network..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco..");

    /** Scala's collections and their converters differ between Scala versions; one class has to meet them. */
    @ArchTest
    static final ArchRule onlyShardRddMeetsScalaCollections = noClasses()
            .that()
            .haveNameNotMatching("dev\\.lockstep\\.spark\\.ShardRdd(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "scala\\.collection\\.(immutable\\.)?Seq|scala\\.collection\\.JavaConver.*|scala\\.jdk\\..*");

    @ArchTest
    static final ArchRule nothingIsDeserializedByJava =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream");

    /** Spark's shuffles and results go by Kryo; what is stored does not. */
    @ArchTest
    static final ArchRule onlyTheRegistratorMeetsKryo = noClasses()
            .that()
            .haveNameNotMatching("dev\\.lockstep\\.spark\\.(LockstepRegistrator|BulkArrays)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.esotericsoftware..");

    @ArchTest
    static final ArchRule nothingIsStoredAsJavaObjects = noClasses()
            .should()
            .callMethodWhere(
                    JavaCall.Predicates.target(HasName.Predicates.nameMatching("objectFile|saveAsObjectFile")));

    /** {@code Math}'s transcendental functions may differ by machine; {@code StrictMath}'s may not. */
    @ArchTest
    static final ArchRule transcendentalFunctionsAreStrict = noClasses()
            .should()
            .callMethod(Math.class, "exp", double.class)
            .orShould()
            .callMethod(Math.class, "log", double.class)
            .orShould()
            .callMethod(Math.class, "pow", double.class, double.class)
            .orShould()
            .callMethod(Math.class, "sin", double.class)
            .orShould()
            .callMethod(Math.class, "cos", double.class);
}
