package atk.pq.internal;

import java.util.List;

/** Two callers put, and where a turn has both one wakes the other. */
public class GroupScene extends CommitQueueScene.TwoCallers {
  @Override
  Answers answers(Crowd crowd) {
    return new Answers(crowd, 0, 2);
  }

  /** Only the first of a group hears. */
  public static final class Forgotten extends GroupScene {
    @Override
    Answers answers(Crowd crowd) {
      return new Answers(crowd, 0, 2) {
        @Override
        void succeed(Call<?> first, List<Call<?>> others) {
          first.succeed();
        }
      };
    }
  }
}
