"""Open orders newest first; all others are read from the listing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_listing")]

    operations = [
        migrations.RemoveIndex("order", "order_newest"),
        migrations.AddIndex(
            "order",
            models.Index(
                fields=["region", "-id"],
                name="order_open_newest",
                condition=~models.Q(state__in=["closed", "archived", "withdrawn"]),
            ),
        ),
    ]
