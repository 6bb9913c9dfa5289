"""Dial-tests are append-only: the database refuses to change or delete them."""

from django.db import migrations

DO = """
CREATE TRIGGER dial_test_append_only BEFORE UPDATE OR DELETE ON dial_test FOR EACH ROW EXECUTE FUNCTION forbid_change();
"""
UNDO = "DROP TRIGGER dial_test_append_only ON dial_test;"


class Migration(migrations.Migration):
    dependencies = [("centre", "0001_initial"), ("kernel", "0002_ledger")]

    operations = [migrations.RunSQL(DO, UNDO)]
