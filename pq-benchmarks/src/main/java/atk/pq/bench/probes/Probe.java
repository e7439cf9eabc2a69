package atk.pq.bench.probes;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Something that is measured. */
public interface Probe {
  /** Measures it, with its databases in new folders inside {@code data}. */
  List<Figure> measure(Path data) throws Exception;

  /** All of them by their headings; {@code growthSeconds} is how long the file is watched. */
  static Map<String, Probe> all(int growthSeconds) {
    Map<String, Probe> all = new LinkedHashMap<>();
    all.put("Several processes on one file", new Processes());
    all.put("Waking another process", new WakeUp());
    all.put("Waiting processes that are idle", new Idle());
    all.put("Memory", new Memory(3, 3));
    all.put("Bytes", new Bytes());
    all.put("Growth of the file", new Growth(growthSeconds));
    all.put("Start-up", new StartUp());
    return all;
  }
}
