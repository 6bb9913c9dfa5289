"""Fills a bench's database with a city's staff, each signed in: prints who they are, with their sessions. A process of its own."""

import json
from uuid import UUID

from yihao.app.bench import prepare


def main() -> None:
    """Schema, region, staff, a session for each; one JSON list on the last line."""
    prepare.main()
    from yihao.organisation import queries
    from yihao.simulation.staff import Staff, employ

    code = queries.home_region()
    employ(code, password=None, since=queries.today(code), person=lambda: "某人")
    people = [
        {
            "name": name,
            "role": viewer.posts[0].role.value,
            "unit": str(viewer.posts[0].unit_id),
            "kind": queries.unit(viewer.posts[0].unit_id).type.value,
            "session": _session(viewer.account_id),
        }
        for name, viewer in sorted(Staff(code).viewers.items())
        if name.startswith("sim_")
    ]
    print(json.dumps(people))


def _session(account_id: UUID) -> str:
    """As the sign-in makes it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from yihao.organisation.models import Account
    from yihao.organisation.sessions import SessionStore

    account, session = Account.objects.get(id=account_id), SessionStore()
    session[SESSION_KEY] = str(account_id)
    session[BACKEND_SESSION_KEY] = "yihao.organisation.sessions.Accounts"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
