"""The listing: orders under their facets, newest first. It takes the place of the participations' own order."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
INSERT INTO listing (region, facet, order_id)
WITH RECURSIVE up (unit, above) AS (
  SELECT id, id FROM unit UNION SELECT up.unit, u.parent_id FROM up JOIN unit u ON u.id = up.above WHERE u.parent_id IS NOT NULL)
SELECT o.region, f.facet, o.id FROM work_order o CROSS JOIN LATERAL (
  SELECT w AS facet FROM appeal_search s, unnest(tsvector_to_array(s.words)) w
   WHERE s.appeal_id = o.appeal_id AND left(w, 2) IN ('c:', 'a:', 't:', 'h:')
  UNION SELECT 'u:' || replace(up.above::text, '-', '') FROM participation p JOIN up ON up.unit = p.unit_id
   WHERE p.order_id = o.id) f
ORDER BY 1, 2, 3;
"""
TUNE = """
ALTER TABLE listing ALTER facet SET STATISTICS 1000;
ALTER TABLE listing ALTER order_id SET (n_distinct = -0.08);
ALTER TABLE listing SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
"""
"""The planner has to know which of two facets is the rarer one, and that an order stands under a dozen of them; counts are
read from the index alone."""


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_saved_view")]

    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("pk", models.CompositePrimaryKey("region", "facet", "order_id", blank=True, editable=False, primary_key=True, serialize=False)),  # fmt: skip
                ("region", models.CharField(max_length=6)),
                ("facet", models.CharField(db_collation="C", max_length=40)),
                ("order", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="orders.order")),
            ],
            options={"db_table": "listing"},
        ),
        migrations.RunSQL(FILL, ""),
        migrations.RunSQL(TUNE, ""),
        migrations.RemoveIndex("participation", "participation_newest"),
        migrations.RemoveField("participation", "listed_at"),
    ]
