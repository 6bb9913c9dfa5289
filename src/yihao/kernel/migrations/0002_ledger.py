"""The ledger and the access log: partitioned by month, append-only by trigger; pending, feed and its head."""

from django.db import migrations

FORBID = """
CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only: % on %', TG_OP, TG_TABLE_NAME;
END $$;
"""

EVENT = """
CREATE TABLE event (
  id uuid NOT NULL,
  region varchar(6) NOT NULL,
  kind varchar(60) NOT NULL,
  subject_type varchar(30) NOT NULL,
  subject_id uuid NOT NULL,
  order_id uuid,
  actor varchar(36) NOT NULL,
  acting_unit uuid,
  channel varchar(12) NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  version integer NOT NULL,
  payload jsonb NOT NULL,
  PRIMARY KEY (id, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX event_subject ON event (subject_id, version);
CREATE INDEX event_order ON event (order_id) WHERE order_id IS NOT NULL;
CREATE TABLE event_rest PARTITION OF event DEFAULT;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION forbid_change();

CREATE TABLE event_pending (event_id uuid PRIMARY KEY, recorded_at timestamptz NOT NULL);

CREATE TABLE feed (
  position bigint PRIMARY KEY,
  event_id uuid NOT NULL UNIQUE,
  recorded_at timestamptz NOT NULL,
  seal bytea NOT NULL
);
CREATE TRIGGER feed_append_only BEFORE UPDATE OR DELETE ON feed FOR EACH ROW EXECUTE FUNCTION forbid_change();

CREATE TABLE feed_head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  position bigint NOT NULL,
  seal bytea NOT NULL
);
INSERT INTO feed_head (position, seal) VALUES (0, decode(repeat('00', 32), 'hex'));
"""

ACCESS = """
CREATE TABLE access_log (
  id uuid NOT NULL,
  region varchar(6) NOT NULL,
  account_id uuid,
  unit_id uuid,
  action varchar(30) NOT NULL,
  subject_type varchar(30) NOT NULL,
  subject_id uuid,
  field varchar(30) NOT NULL,
  reason varchar(30) NOT NULL,
  address varchar(45) NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX access_log_subject ON access_log (subject_id, at);
CREATE INDEX access_log_account ON access_log (account_id, at);
CREATE TABLE access_log_rest PARTITION OF access_log DEFAULT;
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE ON access_log
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
"""

UNDO = """
DROP TABLE access_log; DROP TABLE feed_head; DROP TABLE feed; DROP TABLE event_pending; DROP TABLE event;
DROP FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [migrations.RunSQL(FORBID + EVENT + ACCESS, UNDO)]
