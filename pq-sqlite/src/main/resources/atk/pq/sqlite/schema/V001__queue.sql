-- Statements end with ; before an empty line. See docs/decisions for the why of this shape.

CREATE TABLE pq_schema (
  version    INTEGER PRIMARY KEY,
  checksum   INTEGER NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE pq_queue (
  id              INTEGER PRIMARY KEY,
  name            TEXT    NOT NULL UNIQUE,
  lease           INTEGER NOT NULL CHECK (lease > 0),
  max_submissions INTEGER NOT NULL CHECK (max_submissions > 0),
  retry_delay     INTEGER NOT NULL CHECK (retry_delay >= 0),
  retry_delay_max INTEGER NOT NULL CHECK (retry_delay_max >= 0),
  retention       INTEGER CHECK (retention >= 0),
  paused          INTEGER NOT NULL CHECK (paused IN (0, 1))
) STRICT;

CREATE TABLE pq_consumer (
  id      INTEGER PRIMARY KEY,
  name    TEXT    NOT NULL UNIQUE,
  seen_at INTEGER NOT NULL
) STRICT;

-- Chains of OR: an IN list of three or more is built as a table, in a trigger for every row.
-- A row keeps its size over its life, and the payload is last: SQLite then overwrites in place.
-- status: 10 ready, 11 delayed, 20 under process, 30 crashed, 40 processed, 50 manual intervention
-- kind:   10 text, 11 file in this row, 12 file in the store, 13 file by reference

CREATE TABLE pq_item (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  queue_id         INTEGER NOT NULL REFERENCES pq_queue (id),
  status           INTEGER NOT NULL CHECK (status = 10 OR status = 11 OR status = 20 OR status = 30
                     OR status = 40 OR status = 50),
  priority         INTEGER NOT NULL,
  position         INTEGER NOT NULL,
  submission_count INTEGER NOT NULL CHECK (submission_count >= 0),
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  available_at     INTEGER NOT NULL,
  lease_until      INTEGER NOT NULL,
  token            INTEGER NOT NULL,
  consumer_id      INTEGER NOT NULL,
  kind             INTEGER NOT NULL CHECK (kind BETWEEN 10 AND 13),
  crc              INTEGER NOT NULL,
  key              TEXT,
  headers          TEXT,
  file             TEXT,
  payload          ANY     NOT NULL
) STRICT;

CREATE INDEX pq_item_ready ON pq_item (queue_id, priority DESC, position) WHERE status = 10;

CREATE INDEX pq_item_delayed ON pq_item (available_at, queue_id) WHERE status = 11;

CREATE INDEX pq_item_running ON pq_item (lease_until, queue_id) WHERE status = 20;

CREATE INDEX pq_item_crashed ON pq_item (available_at, queue_id) WHERE status = 30;

CREATE INDEX pq_item_processed ON pq_item (queue_id, updated_at) WHERE status = 40;

CREATE INDEX pq_item_manual ON pq_item (queue_id, updated_at) WHERE status = 50;

CREATE UNIQUE INDEX pq_item_key ON pq_item (queue_id, key) WHERE key IS NOT NULL;

-- The state diagram, for whoever changes rows by hand: every other move is refused. After the update:
-- before it, SQLite would have to look the row up again.

CREATE TRIGGER pq_item_moves AFTER UPDATE OF status ON pq_item
WHEN NOT CASE OLD.status
  WHEN 10 THEN NEW.status = 20
  WHEN 11 THEN NEW.status IN (10, 20)
  WHEN 20 THEN NEW.status = 10 OR NEW.status = 30 OR NEW.status = 40
  WHEN 30 THEN NEW.status IN (10, 50)
  WHEN 50 THEN NEW.status = 10
  ELSE 0
END
BEGIN
  SELECT RAISE(ABORT, 'Pq: the state diagram has no such move');
END;

CREATE TABLE pq_crash (
  id         INTEGER PRIMARY KEY,
  item_id    INTEGER NOT NULL REFERENCES pq_item (id) ON DELETE CASCADE,
  submission INTEGER NOT NULL,
  consumer   TEXT    NOT NULL,
  claimed_at INTEGER NOT NULL,
  crashed_at INTEGER NOT NULL,
  cause      TEXT    NOT NULL CHECK (cause IN ('FAILED', 'EXPIRED', 'FORCED', 'DAMAGED')),
  reason     TEXT
) STRICT;

CREATE INDEX pq_crash_item ON pq_crash (item_id);

CREATE TABLE pq_result (
  item_id INTEGER PRIMARY KEY REFERENCES pq_item (id) ON DELETE CASCADE,
  result  TEXT    NOT NULL
) STRICT;

-- For people with the sqlite3 shell: names and times as the pq command prints them.

CREATE VIEW pq_items AS
SELECT
  i.id,
  q.name AS queue,
  CASE i.status
    WHEN 10 THEN 'Unprocessed'
    WHEN 11 THEN 'Unprocessed'
    WHEN 20 THEN 'Under_Process'
    WHEN 30 THEN 'Crashed'
    WHEN 40 THEN 'Processed'
    WHEN 50 THEN 'Manual_intervention'
  END AS status,
  CASE i.kind WHEN 10 THEN i.payload ELSE i.file ->> 'name' END AS item,
  i.submission_count,
  i.priority,
  i.key,
  strftime('%Y-%m-%dT%H:%M:%fZ', i.created_at / 1000.0, 'unixepoch') AS created_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', i.updated_at / 1000.0, 'unixepoch') AS updated_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', i.available_at / 1000.0, 'unixepoch') AS available_at,
  CASE i.status
    WHEN 20 THEN strftime('%Y-%m-%dT%H:%M:%fZ', i.lease_until / 1000.0, 'unixepoch')
  END AS lease_until,
  c.name AS consumer,
  r.result,
  coalesce(i.headers, '{}') AS headers
FROM pq_item i
JOIN pq_queue q ON q.id = i.queue_id
LEFT JOIN pq_consumer c ON c.id = i.consumer_id
LEFT JOIN pq_result r ON r.item_id = i.id;

INSERT INTO sqlite_sequence (name, seq) VALUES ('pq_item', 0);
