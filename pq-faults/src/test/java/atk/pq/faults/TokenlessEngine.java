package atk.pq.faults;

import atk.pq.spi.Claimed;
import atk.pq.spi.Engine;
import atk.pq.spi.Settlement;
import atk.pq.spi.WriteTx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The control: an engine that lets whoever asks finish an item, as if there were no tokens. */
final class TokenlessEngine {
  private final Map<Long, Long> tokens = new HashMap<>();

  private TokenlessEngine() {}

  static Engine over(Engine engine) {
    TokenlessEngine tokenless = new TokenlessEngine();
    return proxy(
        Engine.class,
        (method, arguments) -> {
          if (method.getName().equals("write")) {
            @SuppressWarnings("unchecked")
            Function<WriteTx, Object> work = (Function<WriteTx, Object>) arguments[1];
            arguments[1] = (Function<WriteTx, Object>) tx -> work.apply(tokenless.over(tx));
          }
          return method.invoke(engine, arguments);
        });
  }

  private WriteTx over(WriteTx tx) {
    return proxy(
        WriteTx.class,
        (method, arguments) -> {
          if (method.getName().equals("settle")) {
            List<?> asked = (List<?>) arguments[0];
            arguments[0] = asked.stream().map(one -> withTheRightToken((Settlement) one)).toList();
          }
          Object answer = method.invoke(tx, arguments);
          if (method.getName().equals("claim")) {
            ((List<?>) answer)
                .forEach(items -> ((List<?>) items).forEach(item -> note((Claimed) item)));
          }
          return answer;
        });
  }

  private void note(Claimed claimed) {
    tokens.put(claimed.item().id(), claimed.token());
  }

  private Settlement withTheRightToken(Settlement asked) {
    return new Settlement(
        asked.id(), tokens.get(asked.id()), asked.verdict(), asked.note(), asked.retryIn());
  }

  private interface Call {
    Object on(java.lang.reflect.Method method, Object[] arguments)
        throws InvocationTargetException, IllegalAccessException;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return call.on(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
