"""Texts are append-only: the database refuses to change or delete them."""

from django.db import migrations

DO = """
CREATE TRIGGER appeal_text_append_only BEFORE UPDATE OR DELETE ON appeal_text
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("kernel", "0002_ledger")]

    operations = [migrations.RunSQL(DO, "DROP TRIGGER appeal_text_append_only ON appeal_text")]
