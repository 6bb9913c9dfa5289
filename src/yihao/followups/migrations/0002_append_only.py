"""Attempts and ratings are append-only: the database refuses to change or delete them."""

from django.db import migrations

DO = """
CREATE TRIGGER attempt_append_only BEFORE UPDATE OR DELETE ON attempt FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER rating_append_only BEFORE UPDATE OR DELETE ON rating FOR EACH ROW EXECUTE FUNCTION forbid_change();
"""
UNDO = "DROP TRIGGER attempt_append_only ON attempt; DROP TRIGGER rating_append_only ON rating;"


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_initial"), ("kernel", "0002_ledger")]

    operations = [migrations.RunSQL(DO, UNDO)]
