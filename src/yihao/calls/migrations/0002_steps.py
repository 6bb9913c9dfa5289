"""The append-only leg table: partitioned by month, as the ledger is."""

from django.db import migrations

STEPS = """
CREATE TABLE call_step (
  id uuid NOT NULL,
  region varchar(6) NOT NULL,
  call_id uuid NOT NULL,
  kind varchar(10) NOT NULL,
  leg_id uuid,
  role varchar(10) NOT NULL,
  code varchar(40) NOT NULL,
  why varchar(14) NOT NULL,
  seat_id uuid,
  account_id uuid,
  unit_id uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX call_step_of ON call_step (call_id, at);
CREATE INDEX call_step_kind ON call_step (region, kind, at);
CREATE TABLE call_step_rest PARTITION OF call_step DEFAULT;
CREATE TRIGGER call_step_append_only BEFORE UPDATE OR DELETE ON call_step
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial"), ("kernel", "0002_ledger")]
    operations = [migrations.RunSQL(STEPS, "DROP TABLE call_step")]
