package atk.pq.postgresql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server for tests, on loopback, with its default durability. Ended by {@link
 * #close}, and by a shutdown hook where a test forgot.
 */
public final class PostgresServer implements AutoCloseable {
  /** Above this an outgoing connection may hold the port. */
  private static final int HIGHEST_PORT = 32_000;

  private static final PostgresBinaries BINARIES = PostgresBinaries.find();
  private static PostgresServer shared;
  private static Path template;

  private final Path folder;
  private final int port;
  private final Map<String, String> settings;
  private final Thread hook = new Thread(this::end);

  private PostgresServer(Path folder, Map<String, String> settings) {
    this.folder = folder;
    this.port = freePort();
    this.settings = new TreeMap<>(settings);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The one server that the tests of this module share; started by the first that asks. */
  public static synchronized PostgresServer shared() {
    if (shared == null) {
      shared = start(Map.of());
    }
    return shared;
  }

  /** A server of the test's own, with these settings besides the default ones. */
  public static PostgresServer start(Map<String, String> settings) {
    PostgresServer server = new PostgresServer(newFolder(), settings);
    try {
      copy(template(), server.folder.resolve("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BINARIES.own(server.folder);
    server.start();
    return server;
  }

  /** An empty cluster, made once: a copy of it is there much sooner than another one. */
  private static synchronized Path template() {
    if (template == null) {
      Path folder = newFolder();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
      BINARIES.own(folder);
      Path data = folder.resolve("data");
      BINARIES.run(
          folder.resolve("initdb.log"),
          "initdb",
          "-D",
          data.toString(),
          "-U",
          "pq",
          "-A",
          "trust",
          "-E",
          "UTF8",
          "--locale=C",
          "--no-sync");
      template = data;
    }
    return template;
  }

  /**
   * A standby of this server: a copy of its stopped folder, made to follow it. This server is
   * stopped and started for it.
   */
  PostgresServer standby(String name) {
    stop();
    PostgresServer standby = new PostgresServer(newFolder(), settings);
    try {
      copy(folder.resolve("data"), standby.folder.resolve("data"));
      Files.createFile(standby.folder.resolve("data/standby.signal"));
      standby.follow(port, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BINARIES.own(standby.folder);
    start();
    standby.start();
    return standby;
  }

  /** Where a standby gets its log from; taken up at the next start or reload. */
  private void follow(int primaryPort, String name) throws IOException {
    Files.writeString(
        folder.resolve("data/postgresql.auto.conf"),
        "primary_conninfo = 'host=127.0.0.1 port=%d user=pq application_name=%s'%n"
            .formatted(primaryPort, name),
        StandardOpenOption.APPEND);
  }

  /** Waits until a standby follows. */
  void awaitStandby() throws SQLException, InterruptedException {
    await("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'", 1);
  }

  /** Cuts a standby off from its primary. */
  void cutOff() throws IOException, SQLException, InterruptedException {
    follow(1, "nobody");
    execute("postgres", "SELECT pg_reload_conf()");
    await("SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'", 0);
  }

  /** Stops the process of a standby that receives the log, as a very slow network would. */
  void pauseReceiver() throws IOException, InterruptedException {
    signalReceiver("STOP");
  }

  void resumeReceiver() throws IOException, InterruptedException {
    signalReceiver("CONT");
  }

  private void signalReceiver(String signal) throws IOException, InterruptedException {
    for (ProcessHandle process : family()) {
      Path title = Path.of("/proc/" + process.pid() + "/cmdline");
      if (Files.readString(title).contains("walreceiver")) {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        return;
      }
    }
    throw new IllegalStateException("no process receives the log");
  }

  private void await(String sql, long wanted) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (number(sql) != wanted) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("never " + wanted + ": " + sql);
      }
      Thread.sleep(20);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The process by which a client listens, once there is one other than {@code old}. */
  long awaitListener(String database, long old) throws SQLException, InterruptedException {
    String listeners =
        "FROM pg_stat_activity WHERE datname = '%s' AND query LIKE 'LISTEN %%' AND pid <> %d"
            .formatted(database, old);
    await("SELECT least(count(*), 1) " + listeners, 1);
    return number("SELECT coalesce(min(pid), 0) " + listeners);
  }

  /** A new, empty database; the name is made unique. */
  public String createDatabase(String prefix) {
    String name = prefix.toLowerCase(Locale.ROOT) + "_" + Long.toHexString(System.nanoTime());
    execute("postgres", "CREATE DATABASE " + name);
    return name;
  }

  /** The address of a database as Pq takes it. */
  public String url(String database) {
    return "postgresql://pq@127.0.0.1:" + port + "/" + database;
  }

  int port() {
    return port;
  }

  /** A connection of the test's own. */
  public Connection connect(String database) {
    Properties as = new Properties();
    as.setProperty("user", "pq");
    as.setProperty("connectTimeout", "10");
    try {
      return DriverManager.getConnection(
          "jdbc:postgresql://127.0.0.1:" + port + "/" + database, as);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public void execute(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Changes a setting that a reload takes up. */
  void set(String name, String value) {
    execute("postgres", "ALTER SYSTEM SET " + name + " = '" + value + "'");
    execute("postgres", "SELECT pg_reload_conf()");
  }

  /** Starts, or starts again: after {@link #kill} it recovers from its log. */
  void start() {
    List<String> options = new ArrayList<>();
    Map<String, String> all = new TreeMap<>(settings);
    all.put("listen_addresses", "127.0.0.1");
    all.put("port", Integer.toString(port));
    all.put("unix_socket_directories", "");
    all.putIfAbsent("max_connections", "200");
    all.forEach((name, value) -> options.add("-c " + name + "='" + value + "'"));
    BINARIES.run(
        log("pg_ctl"),
        "pg_ctl",
        "-D",
        data(),
        "-w",
        "-t",
        "100",
        "-l",
        log("postgres").toString(),
        "-o",
        String.join(" ", options),
        "start");
  }

  /** A clean stop that ends connections. */
  void stop() {
    BINARIES.run(log("pg_ctl"), "pg_ctl", "-D", data(), "-w", "-t", "100", "-m", "fast", "stop");
  }

  /**
   * Ends the server and all its children at once, as the kernel would: kill -9. Some stay listed
   * until the first process of the machine asks how they ended, which may take it a minute: that is
   * not waited for, but would keep the server from starting again.
   */
  void kill() {
    List<ProcessHandle> family = family();
    family.forEach(ProcessHandle::destroyForcibly);
    try {
      for (ProcessHandle process : family) {
        while (process.isAlive() && !isDefunct(process)) {
          Thread.sleep(5);
        }
      }
      Files.deleteIfExists(folder.resolve("data/postmaster.pid"));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isDefunct(ProcessHandle process) {
    try {
      String status = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return status.charAt(status.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException e) {
      return false; // gone, or no such files on this system
    }
  }

  /** Makes a standby the primary. */
  void promote() {
    BINARIES.run(log("pg_ctl"), "pg_ctl", "-D", data(), "-w", "-t", "100", "promote");
  }

  /** The postmaster and its children; empty where it does not run. */
  List<ProcessHandle> family() {
    List<ProcessHandle> family = new ArrayList<>();
    try (Stream<String> lines = Files.lines(folder.resolve("data/postmaster.pid"))) {
      long pid = Long.parseLong(lines.findFirst().orElse("0").strip());
      ProcessHandle.of(pid)
          .filter(server -> server.info().command().orElse("postgres").contains("postgres"))
          .ifPresent(
              server -> {
                family.add(server);
                server.descendants().forEach(family::add);
              });
    } catch (IOException e) {
      // no such file: it does not run
    }
    return family;
  }

  /** Ends the server and removes its folder. */
  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void end() {
    kill();
    remove(folder);
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      // what is left lies in the temp folder
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("pq-test-server-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = to.resolve(from.relativize(file));
        Files.copy(file, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static int freePort() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int candidate = ThreadLocalRandom.current().nextInt(15_000, HIGHEST_PORT);
      try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken: the next
      }
    }
    throw new IllegalStateException("found no free port");
  }
}
