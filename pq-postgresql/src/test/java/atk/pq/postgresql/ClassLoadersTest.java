package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As an application server loads an application: by a class loader of its own. */
@Tag("slow")
@DisplayName("a queue on a server opens in an application that came after the first use of JDBC")
class ClassLoadersTest {
  private static final PostgresServer SERVER = PostgresServer.shared();

  @ParameterizedTest(name = "whose threads know its class loader: {0}")
  @ValueSource(booleans = {true, false})
  void inAClassLoaderOfItsOwn(boolean isKnown) throws Exception {
    assertThat(DriverManager.drivers()).isNotEmpty(); // found once, for this class loader
    String address = SERVER.url(SERVER.createDatabase("loaders"));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader ofItsOwn = new URLClassLoader(classPath(), platform)) {
      thread.setContextClassLoader(isKnown ? ofItsOwn : platform);
      Class<?> type = ofItsOwn.loadClass("atk.pq.PersistentQ");
      try (AutoCloseable q =
          (AutoCloseable) type.getMethod("connect", String.class).invoke(null, address)) {
        assertThat(type.getMethod("putItem", String.class).invoke(q, "hello")).isEqualTo(1L);
        Method get = type.getMethod("getItem", Duration.class); // listens where there is none
        assertThat((Optional<?>) get.invoke(q, Duration.ofSeconds(10))).isPresent();
        assertThat((Optional<?>) get.invoke(q, Duration.ofMillis(10))).isEmpty();
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL[] classPath() throws Exception {
    List<URL> paths = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
      paths.add(new File(path).toURI().toURL());
    }
    return paths.toArray(new URL[0]);
  }
}
