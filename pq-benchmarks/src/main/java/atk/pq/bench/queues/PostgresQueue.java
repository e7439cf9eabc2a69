package atk.pq.bench.queues;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table in PostgreSQL, its default durability ({@code synchronous_commit = on}), a connection for
 * each caller. A consumer locks its item with {@code SKIP LOCKED} and keeps the transaction open
 * until it is finished: one flush for get and finish together, and the fastest way known; the price
 * is that a claim lives as long as its connection only.
 */
final class PostgresQueue implements Contender {
  private static final @Nullable Path BIN = bin();

  private final Path bin;
  private final Path data;
  private final Path log;
  private final String url;
  private final boolean isOwn;
  private final boolean isShared;

  /** Those that nobody uses now. */
  private final BlockingQueue<OwnConnection> idle = new LinkedBlockingQueue<>();

  /**
   * @param connections how many the callers share; 0 for one for each
   */
  PostgresQueue(Path folder, int connections)
      throws IOException, InterruptedException, SQLException {
    if (BIN == null) {
      throw new IllegalStateException("PostgreSQL is not installed");
    }
    bin = BIN;
    data = folder.resolve("data");
    log = folder.resolve("log");
    int running = Server.runningIn(folder);
    int port = running > 0 ? running : Server.freePort();
    isOwn = running == 0;
    url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=pq";
    if (isOwn) {
      start(folder, port);
    }
    isShared = connections > 0;
    for (int i = 0; i < connections; i++) {
      idle.add(new OwnConnection(url, idle));
    }
  }

  private void start(Path folder, int port) throws IOException, InterruptedException, SQLException {
    String own = data.toString();
    run("initdb", "-D", own, "-U", "pq", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
    String options =
        "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300"
            + " -c synchronous_commit=on -c fsync=on -p "
            + port;
    run("pg_ctl", "-D", own, "-w", "-l", folder.resolve("server.log") + "", "-o", options, "start");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
              + " status smallint NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),"
              + " payload text NOT NULL)");
      statement.execute("CREATE INDEX ready ON item (id) WHERE status = 0");
    }
    Server.runsIn(folder, port);
  }

  static boolean isInstalled() {
    return BIN != null;
  }

  /** The folder of its programs: the one named, that of the path, or the newest of Debian's. */
  private static @Nullable Path bin() {
    String named = System.getenv("PQ_TEST_PGBIN");
    List<Path> folders = new ArrayList<>();
    if (named != null) {
      folders.add(Path.of(named));
    }
    Stream.of(System.getenv("PATH").split(":")).map(Path::of).forEach(folders::add);
    try (DirectoryStream<Path> debian = Files.newDirectoryStream(Path.of("/usr/lib/postgresql"))) {
      debian.forEach(version -> folders.add(version.resolve("bin")));
    } catch (IOException e) {
      // no such folder: it is not Debian's
    }
    return folders.stream()
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .findFirst()
        .orElse(null);
  }

  /** Runs a program to its end; for root without its rights, with which PostgreSQL does not run. */
  private void run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(program + " failed:\n" + Files.readString(log));
    }
  }

  @Override
  public Caller caller() throws SQLException {
    if (isShared) {
      return new OfPool(idle);
    }
    OwnConnection known = idle.poll();
    return known == null ? new OwnConnection(url, idle) : known;
  }

  /** Stays connected, and its statements prepared, for a caller of the next round. */
  private static final class OwnConnection implements InBatches {
    private final BlockingQueue<OwnConnection> idle;
    private final Connection connection;
    private final PreparedStatement put;
    private final PreparedStatement lock;
    private final PreparedStatement finish;

    OwnConnection(String url, BlockingQueue<OwnConnection> idle) throws SQLException {
      this.idle = idle;
      connection = DriverManager.getConnection(url);
      connection.setAutoCommit(false);
      put =
          connection.prepareStatement(
              "INSERT INTO item (status, payload) SELECT 0, p FROM unnest(?::text[]) p");
      lock =
          connection.prepareStatement(
              "SELECT id, payload FROM item WHERE status = 0 ORDER BY id LIMIT ?"
                  + " FOR UPDATE SKIP LOCKED");
      finish = connection.prepareStatement("UPDATE item SET status = 1 WHERE id = ANY (?)");
    }

    @Override
    public void putAll(List<String> items) throws SQLException {
      put.setArray(1, connection.createArrayOf("text", items.toArray()));
      put.executeUpdate();
      connection.commit();
    }

    @Override
    public int finishSome(int max) throws SQLException {
      lock.setInt(1, max);
      List<Long> ids = new ArrayList<>(max);
      try (var rows = lock.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
          if (rows.getString(2).isEmpty()) {
            throw new IllegalStateException("the payload is gone");
          }
        }
      }
      if (!ids.isEmpty()) {
        finish.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
        finish.executeUpdate();
      }
      connection.commit();
      return ids.size();
    }

    @Override
    public void close() {
      idle.add(this);
    }
  }

  /** One of many callers that share a few connections. */
  private record OfPool(BlockingQueue<OwnConnection> pool) implements InBatches {
    @Override
    public void putAll(List<String> items) throws SQLException, InterruptedException {
      try (OwnConnection own = pool.take()) {
        own.putAll(items);
      }
    }

    @Override
    public int finishSome(int max) throws SQLException, InterruptedException {
      try (OwnConnection own = pool.take()) {
        return own.finishSome(max);
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException, SQLException {
    for (OwnConnection one : idle) {
      one.connection.close();
    }
    if (!isOwn) {
      return;
    }
    run("pg_ctl", "-D", data.toString(), "-w", "-m", "immediate", "stop");
  }
}
