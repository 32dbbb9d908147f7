package io.ipfabric.contracts.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/**
 * The shape that every service has: {@code domain} decides, {@code application} loads, decides and stores,
 * {@code adapter.<outside thing>} speaks with the outside. A service's test is one line:
 *
 * <pre>{@code
 * class ArchitectureTest {
 *     @Test
 *     void keepsTheFourPackages() {
 *         ArchitectureRules.check("io.ipfabric.ipam");
 *     }
 * }
 * }</pre>
 *
 * <p>A rule that no class is subject to fails too: a misspelt root would otherwise hold everything.
 */
public final class ArchitectureRules {

    /** Methods that know the time, chance or the machine: a decider that calls one gives another answer the next time. */
    private static final Pattern IMPURE_METHOD = Pattern.compile("java\\.time\\..*\\.now"
            + "|java\\.time\\.Clock\\.(system|tick).*"
            + "|java\\.util\\.UUID\\.randomUUID"
            + "|java\\.lang\\.Math\\.random"
            + "|java\\.lang\\.System\\.(currentTimeMillis|nanoTime|getenv|getProperty|getLogger|out|err|in)");

    private static final Pattern IMPURE_TYPE =
            Pattern.compile("java\\.util\\.(Random|SplittableRandom|Timer|TimerTask|random\\..*|logging\\..*)"
                    + "|java\\.security\\.SecureRandom"
                    + "|java\\.util\\.concurrent\\.(ThreadLocalRandom|CompletableFuture|Future|ForkJoin.*|.*Executor.*)"
                    + "|java\\.lang\\.(Thread.*|Runtime|Process.*|System\\$Logger.*)"
                    + "|java\\.io\\.(File.*|RandomAccessFile|PrintStream)"
                    + "|java\\.nio\\.(file|channels)\\..*"
                    + "|java\\.net\\.(http\\..*|.*Socket.*|URLConnection)"
                    + "|javax?\\.sql\\..*");

    private ArchitectureRules() {}

    /**
     * Checks a service's main classes against all rules.
     *
     * @param root the package that holds {@code domain}, {@code application} and {@code adapter}
     * @throws AssertionError naming every violation
     */
    public static void check(String root) {
        serviceRules(root).check(mainClasses(root));
    }

    /**
     * Checks a module that has no four packages (a library, the command line): no cycles, and every package null-marked.
     *
     * @throws AssertionError naming every violation
     */
    public static void checkLibrary(String root) {
        libraryRules(root).check(mainClasses(root));
    }

    /**
     * Checks a module of a single package, which cannot have cycles: it is null-marked.
     *
     * @throws AssertionError naming every violation
     */
    public static void checkPackage(String root) {
        nullMarked(root).check(mainClasses(root));
    }

    static ArchRule serviceRules(String root) {
        return CompositeArchRule.of(fourPackages(root))
                .and(domainIsPure(root))
                .and(domainIsDeterministic(root))
                .and(applicationKnowsNoAdapter(root))
                .and(adaptersAreStrangers(root))
                .and(libraryRules(root));
    }

    static ArchRule libraryRules(String root) {
        return CompositeArchRule.of(noCycles(root)).and(nullMarked(root));
    }

    /** The root itself may hold what wires the parts together. */
    static ArchRule fourPackages(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .resideInAnyPackage(root, root + ".domain..", root + ".application..", root + ".adapter.*..")
                .because("a service has domain, application and adapter.<outside thing>, and nothing else");
    }

    static ArchRule domainIsPure(String root) {
        return classes()
                .that()
                .resideInAPackage(root + ".domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "io.ipfabric.contracts.value",
                        "io.ipfabric.contracts.event",
                        root + ".domain..")
                .because("decisions know the language and the published language, no framework and no outside");
    }

    static ArchRule domainIsDeterministic(String root) {
        return CompositeArchRule.of(noClasses()
                        .that()
                        .resideInAPackage(root + ".domain..")
                        .should()
                        .accessTargetWhere(describe("it knows the time, chance or the machine", access -> IMPURE_METHOD
                                .matcher(access.getTargetOwner().getName() + "." + access.getName())
                                .matches()))
                        .because("time, ids and randomness are inputs of a decision"))
                .and(noClasses()
                        .that()
                        .resideInAPackage(root + ".domain..")
                        .should()
                        .dependOnClassesThat(describe(
                                "are random, threads, loggers, files, sockets or databases",
                                type -> IMPURE_TYPE.matcher(type.getName()).matches()))
                        .because("a decision is a function: it waits for nothing and tells nobody"));
    }

    static ArchRule applicationKnowsNoAdapter(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".application..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".adapter..")
                .because("the application owns the ports and the adapters serve them");
    }

    static ArchRule adaptersAreStrangers(String root) {
        return slices().matching(root + ".adapter.(*)..")
                .should()
                .notDependOnEachOther()
                .because("what two adapters share belongs to the application");
    }

    static ArchRule noCycles(String root) {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    static ArchRule nullMarked(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(resideInANullMarkedPackage())
                .because("an unmarked package is one that NullAway does not check");
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package whose package-info.java says @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " is in " + type.getPackageName() + ", which is not @NullMarked"));
                }
            }
        };
    }

    private static JavaClasses mainClasses(String root) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(root);
    }
}
