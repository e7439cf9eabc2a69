package atk.pq.internal;

import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.OpsConsole;
import atk.pq.Page;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;

/** Items read page by page, as they are asked for; no view is held open between pages. */
final class PagedItems extends AbstractSpliterator<Item> {
  private static final int PAGE = 500;

  private final OpsConsole console;
  private final ItemFilter filter;
  private Iterator<Item> items = List.<Item>of().iterator();
  private long after;
  private boolean isLast;

  PagedItems(OpsConsole console, ItemFilter filter) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL);
    this.console = console;
    this.filter = filter;
  }

  @Override
  public boolean tryAdvance(Consumer<? super Item> action) {
    while (!items.hasNext()) {
      if (isLast) {
        return false;
      }
      Page page = console.page(filter, after, PAGE);
      items = page.items().iterator();
      after = page.next();
      isLast = page.isLast();
    }
    action.accept(items.next());
    return true;
  }
}
