"""The media types of Word and Excel files are longer than 60 characters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_ledger")]

    operations = [migrations.AlterField("storedfile", "kind", models.CharField(max_length=100))]
