package atk.pq.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule holds for the product, and fails for a product that breaks it. */
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("atk.pq");

  private static final String WRONG = "atk.pq.project.wrong";
  private static final JavaClasses WRONG_PRODUCT = new ClassFileImporter().importPackages(WRONG);

  static Stream<Arguments> rules() {
    return Stream.of(
        rule("root knows no SQL", ArchitectureRules::rootKnowsNoSql, "Root"),
        rule("SQLite", rules -> rules.engineKnowsOnlySpiAndInternal("sqlite"), "sqlite.Engine"),
        rule(
            "PostgreSQL",
            rules -> rules.engineKnowsOnlySpiAndInternal("postgresql"),
            "postgresql.Engine"),
        rule("command", ArchitectureRules::commandKnowsOnlyTheApi, "cli.Command"),
        rule("cycles", ArchitectureRules::noCyclesBetweenPackages, "internal.Circle"),
        rule("object streams", ArchitectureRules::noObjectStreams, "internal.Circle"),
        rule("names", ArchitectureRules::namesSayWhatThingsAre, "internal.ThingHelper"));
  }

  private static Arguments rule(
      String name, Function<ArchitectureRules, ArchRule> rule, String culprit) {
    return argumentSet(name, rule, culprit);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(Function<ArchitectureRules, ArchRule> rule, String culprit) {
    rule.apply(new ArchitectureRules("atk.pq")).check(PRODUCT);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void canFail(Function<ArchitectureRules, ArchRule> rule, String culprit) {
    List<String> broken =
        rule.apply(new ArchitectureRules(WRONG))
            .evaluate(WRONG_PRODUCT)
            .getFailureReport()
            .getDetails();
    assertThat(broken).isNotEmpty().allSatisfy(line -> assertThat(line).contains(culprit));
  }

  @Test
  void theProductIsLookedAtWhole() {
    assertThat(PRODUCT.stream().map(c -> c.getPackageName()))
        .contains("atk.pq", "atk.pq.spi", "atk.pq.internal", "atk.pq.worker")
        .contains("atk.pq.sqlite", "atk.pq.testkit", "atk.pq.cli");
  }
}
