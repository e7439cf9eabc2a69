package atk.pq.project;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.util.stream.Stream;

/** What may know what, for a product whose root package is {@code root}. */
record ArchitectureRules(String root) {

  ArchRule rootKnowsNoSql() {
    return noClasses()
        .that()
        .resideInAPackage(root)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .because("the API is the same whatever stores the items")
        .allowEmptyShould(true);
  }

  ArchRule engineKnowsOnlySpiAndInternal(String engine) {
    return knowsOnly(engine, "", "spi", "internal");
  }

  ArchRule commandKnowsOnlyTheApi() {
    return knowsOnly("cli", "", "worker", "files");
  }

  ArchRule noCyclesBetweenPackages() {
    return slices()
        .matching(root + ".(*)..")
        .should()
        .beFreeOfCycles()
        .because("the root package is the facade; below it packages stand in one order");
  }

  ArchRule noObjectStreams() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .because("reading objects from bytes runs whatever code the bytes name");
  }

  ArchRule namesSayWhatThingsAre() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .haveNameMatching(".*[.$](\\w*(Util|Utils|Helper|Helpers|Impl)|Abstract\\w*|I[A-Z]\\w*)")
        .orShould()
        .resideInAnyPackage("..common..", "..util..", "..utils..", "..impl..")
        .because("such a name says nothing of what the thing is");
  }

  private ArchRule knowsOnly(String who, String... packages) {
    String[] allowed =
        Stream.concat(Stream.of(packages), Stream.of(who + ".."))
            .map(name -> name.isEmpty() ? root : root + "." + name)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(root + "." + who + "..")
        .should()
        .dependOnClassesThat(resideInAPackage(root + "..").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true);
  }
}
