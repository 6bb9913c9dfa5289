"""Fills a bench's fresh database: schema, region, one agent with a known password. Run as a process of its own."""

import django
from django.core.management import call_command


def main() -> None:
    """Keys, schema, region, an agent."""
    from yihao.kernel.crypto import keys_path, make_keys

    make_keys(keys_path())
    django.setup()
    from yihao.app.bench.stage import PASSWORD
    from yihao.app.region.load import load_pack
    from yihao.app.setup import region_folder
    from yihao.kernel.values import Actor, Via
    from yihao.organisation import queries
    from yihao.organisation.actions import give_grant, make_account
    from yihao.organisation.models import Account
    from yihao.organisation.values import Role

    call_command("migrate", interactive=False, verbosity=0)
    code = load_pack(region_folder())
    by = Actor(code, Via.COMMAND)
    account_id, _ = make_account(by=by, username="agent", name="话务员", password=PASSWORD)
    Account.objects.filter(id=account_id).update(must_change_password=False)
    centre = queries.centre(code)
    give_grant(by=by, account_id=account_id, role=Role.AGENT, unit_id=centre.id, valid_from=queries.today(code))


if __name__ == "__main__":
    main()
