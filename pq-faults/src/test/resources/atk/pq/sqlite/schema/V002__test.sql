-- A migration for tests only: touches every item, adds a table, a column and an index.

CREATE TABLE pq_test (item_id INTEGER PRIMARY KEY, size INTEGER NOT NULL) STRICT;

INSERT INTO pq_test (item_id, size) SELECT id, length(payload) FROM pq_item;

ALTER TABLE pq_queue ADD COLUMN note TEXT;

UPDATE pq_item SET priority = priority + 1;

CREATE INDEX pq_test_size ON pq_test (size);
