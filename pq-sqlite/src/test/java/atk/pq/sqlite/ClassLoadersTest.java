package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As an application server loads an application: by a class loader of its own. */
@DisplayName("a queue opens in an application that came after the first use of JDBC")
class ClassLoadersTest {
  @Test
  void inAClassLoaderOfItsOwn(@TempDir Path folder) throws Exception {
    assertThat(DriverManager.drivers()).isNotEmpty(); // found once, for this class loader
    List<URL> paths = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
      paths.add(new File(path).toURI().toURL());
    }
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader ofItsOwn = new URLClassLoader(paths.toArray(new URL[0]), platform)) {
      Class<?> type = ofItsOwn.loadClass("atk.pq.PersistentQ");
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(ofItsOwn);
      try (AutoCloseable q =
          (AutoCloseable)
              type.getMethod("connect", String.class)
                  .invoke(null, folder.resolve("jobs.db").toString())) {
        Object id = type.getMethod("putItem", String.class).invoke(q, "hello");
        assertThat(id).isEqualTo(1L);
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }
}
