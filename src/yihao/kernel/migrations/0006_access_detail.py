"""The access log says of an export what was taken out: filter, count, columns, as codes."""

from django.db import migrations

ADD = "ALTER TABLE access_log ADD COLUMN detail jsonb NOT NULL DEFAULT '{}'"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_job")]

    operations = [migrations.RunSQL(ADD, "ALTER TABLE access_log DROP COLUMN detail")]
