"""常用筛选."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yihao.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_finding"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.UUIDField(default=yihao.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("region", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=20)),
                ("fields", models.BinaryField()),
                ("saved_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "saved_view",
                "constraints": [models.UniqueConstraint(fields=("account", "name"), name="saved_view_name")],
            },
        ),
    ]
