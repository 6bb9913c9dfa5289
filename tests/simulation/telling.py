"""Prints what a simulated city holds, without what may differ: ids, seals, numbers. Run as a process of its own."""

import json
import os
import re

import django

_DIFFERS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|\b\d{19}\b")


def main() -> None:
    """Raises what `unseal` does."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihao.app.settings"
    django.setup()
    from yihao.kernel import sql
    from yihao.kernel.crypto import unseal

    events = sql.rows(
        "SELECT e.kind, e.subject_type, e.actor, e.acting_unit::text AS unit, e.channel, e.occurred_at::text AS at,"
        " e.recorded_at::text AS since, e.version, e.payload::text AS payload FROM feed f JOIN event e"
        " ON e.id = f.event_id AND e.recorded_at = f.recorded_at ORDER BY f.position"
    )
    happened = [_DIFFERS.sub("#", json.dumps(e, sort_keys=True)) for e in events if e["actor"] != "command"]
    instants = [e["since"] for e in events]
    texts = [
        (t["at"], t["kind"], unseal(bytes(t["body"]), "appeal_text.body", t["id"]))
        for t in sql.rows("SELECT id, at::text AS at, kind, body FROM appeal_text")
    ]
    titles = [
        unseal(bytes(a["title"]), "appeal.title", a["id"])
        for a in sql.rows("SELECT id, title FROM appeal WHERE title IS NOT NULL")
    ]
    in_order = instants == sorted(instants)
    print(json.dumps({"events": happened, "in_order": in_order, "texts": sorted(texts), "titles": sorted(titles)}))


if __name__ == "__main__":
    main()
