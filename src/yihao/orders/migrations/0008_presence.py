"""Who has what open now. Unlogged: it is worth nothing after a crash, and writes no log."""

from django.db import migrations

CREATE = """
CREATE UNLOGGED TABLE presence (
  window_id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  subject_type varchar(10) NOT NULL,
  subject_id uuid NOT NULL,
  doing varchar(40) NOT NULL,
  since timestamptz NOT NULL,
  seen_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX presence_at ON presence (subject_id);
CREATE INDEX presence_of ON presence (account_id);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_open_orders")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE presence")]
