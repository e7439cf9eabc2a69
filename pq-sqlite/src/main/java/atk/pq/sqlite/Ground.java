package atk.pq.sqlite;

import atk.pq.Finding.Kind;
import atk.pq.StoreAccessException;
import atk.pq.UnsafeStoreException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a queue stands on and cannot choose: the file system that holds it, and the release of
 * SQLite that writes it. Some of either cannot be trusted with it.
 */
class Ground {
  private static final int[] OLDEST_SAFE = {3, 51, 3};

  private static final Set<String> NETWORK_FILE_SYSTEMS =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb",
          "smb2",
          "smb3",
          "smbfs",
          "fuse.sshfs",
          "9p",
          "afs",
          "ceph",
          "fuse.glusterfs",
          "glusterfs",
          "lustre",
          "beegfs",
          "gpfs",
          "ncpfs",
          "fuse.s3fs");

  /** The file system that holds this path. */
  FileStore store(Path path) throws IOException {
    return Files.getFileStore(path);
  }

  /** The type of the file system that holds this path, as the system calls it. */
  String fileSystem(Path path) throws IOException {
    return store(path).type();
  }

  /** The release of SQLite. */
  @Nullable String release(Statements statements) throws SQLException {
    return statements.first(SqliteSql.ENGINE_VERSION, row -> row.getString(1));
  }

  // ---- what is to be thought of them

  /** The type of the network file system that holds this path; null for a local one. */
  final @Nullable String networkFileSystem(Path path) throws IOException {
    String type = fileSystem(path);
    return isNetwork(type) ? type : null;
  }

  static boolean isNetwork(String fileSystem) {
    return NETWORK_FILE_SYSTEMS.contains(fileSystem);
  }

  /**
   * @throws UnsafeStoreException if this folder lies on another machine
   */
  final void checkLocal(Path folder) {
    try {
      String type = networkFileSystem(folder);
      if (type != null) {
        throw new UnsafeStoreException(
            Kind.NETWORK_FILE_SYSTEM,
            folder
                + " lies on a network file system ("
                + type
                + "), where locks and flushes cannot be trusted: use a local disk, or PostgreSQL"
                + " (or bear the risk with allowNetworkFileSystem=true)");
      }
    } catch (IOException e) {
      throw new StoreAccessException("cannot tell which file system holds " + folder, e);
    }
  }

  /**
   * SQLite before 3.51.3 can lose commits when two processes write and checkpoint at once.
   *
   * @throws UnsafeStoreException if it is such a release
   */
  final void checkRelease(Statements statements) throws SQLException {
    String release = release(statements);
    if (release == null || !isSafe(release)) {
      throw new UnsafeStoreException(
          Kind.UNSAFE_ENGINE,
          "SQLite "
              + release
              + " can lose committed items when several processes write (fixed in 3.51.3): use"
              + " sqlite-jdbc 3.53.4.0 or newer");
    }
  }

  static boolean isSafe(String release) {
    String[] parts = release.split("\\.");
    for (int i = 0; i < OLDEST_SAFE.length; i++) {
      int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
      if (part != OLDEST_SAFE[i]) {
        return part > OLDEST_SAFE[i];
      }
    }
    return true;
  }
}
