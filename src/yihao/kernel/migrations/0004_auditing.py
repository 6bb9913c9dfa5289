"""Stops of the numbering; and the indexes by which auditors read the ledger and the access log."""

import yihao.kernel.ids
from django.db import migrations, models

# Each list is read newest first: by one of these, never by a scan. People's acts and the rare surfaces have their own.
INDEXES = """
CREATE INDEX event_recorded ON event (recorded_at);
CREATE INDEX event_kind ON event (kind, recorded_at);
CREATE INDEX event_actor ON event (actor, recorded_at) WHERE actor NOT IN ('system', 'citizen');
CREATE INDEX event_unit ON event (acting_unit, recorded_at) WHERE acting_unit IS NOT NULL;
CREATE INDEX event_channel ON event (channel, recorded_at) WHERE channel IN ('admin', 'command');
CREATE INDEX access_log_at ON access_log (at);
CREATE INDEX access_log_action ON access_log (action, at);
CREATE INDEX access_log_unit ON access_log (unit_id, at) WHERE unit_id IS NOT NULL;
"""
UNDO = """
DROP INDEX event_recorded, event_kind, event_actor, event_unit, event_channel;
DROP INDEX access_log_at, access_log_action, access_log_unit;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0003_longer_kind_of_file'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerStop',
            fields=[
                ('id', models.UUIDField(default=yihao.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('since', models.DateTimeField()),
                ('outside_position', models.BigIntegerField(null=True)),
                ('outside_seal', models.CharField(max_length=64)),
                ('inside_position', models.BigIntegerField()),
                ('inside_seal', models.CharField(max_length=64)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(max_length=200)),
            ],
            options={
                'db_table': 'ledger_stop',
                'constraints': [models.UniqueConstraint(models.Value(1), condition=models.Q(('accepted_at', None)), name='ledger_stop_one')],
            },
        ),
        migrations.RunSQL(INDEXES, UNDO),
    ]
