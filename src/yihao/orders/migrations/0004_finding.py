"""Finding: entries of the text index carry facets and the instant by which lists are sorted; so do participations."""

from django.db import migrations, models

ENTRIES = """
UPDATE appeal_search s SET order_id = o.id, listed_at = o.submitted_at FROM work_order o WHERE o.appeal_id = s.appeal_id;
UPDATE appeal_search s SET words = s.words || array_to_tsvector(array_remove(ARRAY[
    'm:' || to_char(s.listed_at AT TIME ZONE 'UTC', 'YYYYMM'), 'h:' || a.channel,
    CASE WHEN a.appeal_type <> '' THEN 't:' || a.appeal_type END,
    'u:' || replace(a.centre_id::text, '-', '')
  ], NULL)
  || ARRAY(SELECT 'u:' || replace(p.unit_id::text, '-', '') FROM participation p WHERE p.order_id = s.order_id)
  || ARRAY(SELECT 'c:' || left(a.class_code, n) FROM generate_series(2, length(a.class_code), 2) n)
  || ARRAY(SELECT 'a:' || left(a.area_code, n) FROM unnest(ARRAY[6, 9, 12]) n WHERE n <= length(a.area_code))
  || ARRAY(SELECT 'a:' || a.region WHERE a.area_code <> ''))
FROM appeal a WHERE a.id = s.appeal_id;
"""
"""Entries of before: classes and places lie one below the other by prefix in every pack that was ever in use."""


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_entered_later")]

    operations = [
        migrations.RenameField("searchentry", "received_at", "listed_at"),
        migrations.AddField("searchentry", "order_id", models.UUIDField(null=True)),
        migrations.RemoveField("searchentry", "open"),
        migrations.RemoveField("searchentry", "area_code"),
        migrations.RemoveField("searchentry", "class_code"),
        migrations.AddField("participation", "listed_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            "UPDATE participation p SET listed_at = o.submitted_at FROM work_order o WHERE o.id = p.order_id", ""
        ),
        migrations.RunSQL(ENTRIES, ""),
        migrations.AlterField("participation", "listed_at", models.DateTimeField()),
        migrations.RemoveIndex("participation", "participation_unit"),
        migrations.AddIndex(
            "participation", models.Index(fields=["unit", "-listed_at", "-order"], name="participation_newest")
        ),
        migrations.AddIndex(
            "order", models.Index(fields=["region", "-submitted_at", "-id"], name="order_newest")
        ),
        migrations.AddIndex(
            "order",
            models.Index(
                fields=["region", "area_code", "submitted_at"],
                name="order_open",
                condition=~models.Q(state__in=["closed", "archived", "withdrawn"]),
            ),
        ),
    ]
