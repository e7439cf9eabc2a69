package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atk.pq.Finding;
import atk.pq.Finding.Kind;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.UnsafeStoreException;
import atk.pq.internal.Engines;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which file systems and releases of SQLite are trusted with a queue, and what the others get. */
class GroundTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void aQueueWithAnItem() {
    file = folder.resolve("jobs.db");
    try (PersistentQ pq = open(config(), new Ground())) {
      pq.putItem("an item");
    }
  }

  private PqConfig.Builder config() {
    return PqConfig.builder(file.toString());
  }

  private static PersistentQ open(PqConfig.Builder config, Ground ground) {
    PqConfig built = config.build();
    return Engines.open(built, SqliteEngine.open(built, ground, new SqliteSchema(built)));
  }

  /** Ground of another kind than there is here. */
  private static Ground ground(String fileSystem, String release) {
    return new Ground() {
      @Override
      String fileSystem(Path path) {
        return fileSystem;
      }

      @Override
      String release(Statements statements) {
        return release;
      }
    };
  }

  @Test
  void anOpeningThatFailsLateLeavesNoFileOpen() throws Exception {
    Ground goesAway =
        new Ground() {
          private int asked;

          @Override
          FileStore store(Path path) throws IOException {
            if (asked++ % 2 == 0) {
              return super.store(path); // whether it is local
            }
            throw new IOException("the file system is gone");
          }
        };
    Path descriptors = Path.of("/proc/self/fd");
    assumeTrue(Files.exists(descriptors), "NOT RUN: this system does not tell of open files");
    long before = entries(descriptors);
    for (int i = 0; i < 200; i++) {
      assertThatThrownBy(() -> open(config(), goesAway)).hasMessageContaining("is gone");
    }
    assertThat(entries(descriptors)).isLessThan(before + 100);
  }

  private static long entries(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  private List<Finding> doctor(PqConfig.Builder config, Ground ground) {
    return Engines.examine(() -> open(config, ground), false);
  }

  @ParameterizedTest
  @CsvSource({
    "3.51.3, true",
    "3.51.10, true",
    "3.53.4, true",
    "4.0, true",
    "3.51.2, false",
    "3.51, false",
    "3.9.9, false",
    "2.99.99, false"
  })
  @DisplayName("releases before 3.51.3 can lose commits")
  void knowsTheSafeReleases(String release, boolean isSafe) {
    assertThat(Ground.isSafe(release)).isEqualTo(isSafe);
  }

  @ParameterizedTest
  @CsvSource({
    "ext4, false", "xfs, false", "btrfs, false", "tmpfs, false", "overlay, false", "apfs, false",
    "nfs, true", "nfs4, true", "cifs, true", "fuse.sshfs, true", "9p, true", "ceph, true"
  })
  void knowsTheNetworkFileSystems(String type, boolean isNetwork) {
    assertThat(Ground.isNetwork(type)).isEqualTo(isNetwork);
  }

  @Test
  @DisplayName("the control: safe ground is no finding")
  void safeGround() {
    assertThat(doctor(config(), new Ground())).isEmpty();
    assertThat(doctor(config(), ground("ext4", "3.51.3"))).isEmpty();
  }

  @Test
  @DisplayName("S21: a network file system is refused, and nothing is made there")
  void aNetworkFileSystemIsRefused() throws Exception {
    Ground nfs = ground("nfs4", "3.53.4");
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> open(config(), nfs))
        .isInstanceOf(UnsafeStoreException.class)
        .hasMessageContaining("network file system (nfs4)")
        .hasMessageContaining("local disk");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    Path fresh = folder.resolve("new.db");
    assertThatThrownBy(() -> open(PqConfig.builder(fresh.toString()), nfs))
        .isInstanceOf(UnsafeStoreException.class);
    assertThat(fresh).doesNotExist();
  }

  @Test
  void aNetworkFileSystemIsFoundByDoctorAlsoWhereItIsAllowed() {
    Ground nfs = ground("nfs4", "3.53.4");
    assertThat(doctor(config(), nfs))
        .extracting(Finding::kind)
        .containsExactly(Kind.NETWORK_FILE_SYSTEM);
    List<Finding> allowed = doctor(config().allowNetworkFileSystem(true), nfs);
    assertThat(allowed).extracting(Finding::kind).containsExactly(Kind.NETWORK_FILE_SYSTEM);
    assertThat(allowed.get(0).what()).contains("nfs4");
    assertThat(allowed.get(0).remedy()).contains("local disk");
  }

  @Test
  void anUnsafeReleaseIsRefusedAndFoundByDoctor() {
    Ground old = ground("ext4", "3.51.2");
    assertThatThrownBy(() -> open(config(), old))
        .isInstanceOf(UnsafeStoreException.class)
        .hasMessageContaining("3.51.2");
    List<Finding> found = doctor(config(), old);
    assertThat(found).extracting(Finding::kind).containsExactly(Kind.UNSAFE_ENGINE);
    assertThat(found.get(0).what()).contains("fixed in 3.51.3").contains("sqlite-jdbc");
  }
}
