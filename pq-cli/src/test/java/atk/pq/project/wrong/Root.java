package atk.pq.project.wrong;

import java.sql.Connection;

/** An API that knows a database. */
interface Root {
  Connection connection();
}
