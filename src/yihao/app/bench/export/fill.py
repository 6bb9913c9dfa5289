"""Fills the bench's database with many orders: some are made by the real actions, the others are their rows again under
other ids, numbers, instants and seals, written by COPY. Run as a process of its own: `fill COUNT`.
"""

import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import django

ORIGINALS = 24
_SPAN = timedelta(days=365)
_PLACES = ("长虹大道锦绣华庭小区{}栋", "十里大道学府花园{}号", "滨江路{}号滨江花园小区", "德化路{}号")
_MATTERS = (
    (
        "complaint",
        "夜间施工噪音扰民",
        "工地在夜里十一点以后仍在施工，机器声很大，影响老人和孩子休息，与现场负责人沟通没有结果",
    ),
    ("help", "路灯不亮影响出行", "学校到公交站一段路灯坏了半个月，晚上漆黑一片，下晚自习的学生走夜路不安全"),
    ("help", "自来水发黄有沉淀", "整栋楼自来水发黄有沉淀，已经持续两天，做饭都不敢用，希望检测水质并公布结果"),
    ("report", "餐馆油烟直排居民楼", "一楼餐馆没有安装净化设施，油烟直接排向二楼窗户，反映多次没有整改"),
)
_ASK = "希望尽快派人到现场核查处理，并回复办理结果。联系电话1387029{:04d}。"
_REPLY = "您好，您反映的问题已收悉。经现场核实情况属实，已责令责任单位立即整改并安排专人巡查，后续如有问题请随时反映。"
_TABLES = (
    ("contact", "id = %(contact_id)s"),
    ("appeal", "id = %(id)s"),
    ("work_order", "appeal_id = %(id)s"),
    ("appeal_text", "appeal_id = %(id)s"),
    ("assignment", "order_id = %(order_id)s"),
    ("participation", "order_id = %(order_id)s"),
    ("clock", "order_id = %(order_id)s"),
)
_SEALED = {
    "contact": ("caller",),
    "appeal": ("query_code", "title", "name", "phone", "address", "enterprise"),
    "appeal_text": ("body",),
}
Rows = list[tuple[str, dict[str, Any]]]


def main() -> None:
    """Originals, copies, statistics."""
    django.setup()
    from yihao.kernel import sql

    originals = [_rows(appeal) for appeal in _originals()]
    _copy(originals, int(sys.argv[1]) - len(originals))
    sql.execute("ANALYZE")


def _originals() -> list[UUID]:
    """A few orders by the real actions: waiting for dispatch, dispatched, answered."""
    from yihao.catalogue import queries as catalogue
    from yihao.catalogue.values import Dictionary
    from yihao.kernel.values import Actor, Via
    from yihao.orders.actions import intake
    from yihao.orders.values.intake import Form, PetitionerForm
    from yihao.organisation import queries as organisation
    from yihao.organisation.actions import give_grant, make_account
    from yihao.organisation.models import Account
    from yihao.organisation.values import Role

    region = organisation.home_region()
    by, centre, day = Actor(region, Via.COMMAND), organisation.centre(region), organisation.today(region)
    at = catalogue.versions(region)
    towns = [a.code for a in catalogue.areas(region, at.of(Dictionary.AREAS)).values() if a.level == "town"]
    classes = catalogue.classes(region, at.of(Dictionary.CLASSES))
    leaves = sorted(classes.keys() - {c.parent for c in classes.values()})
    people = {}
    for name, role, unit in (("dispatcher", Role.DISPATCHER, centre), ("clerk", Role.UNIT_CLERK, _handler())):
        account_id, _ = make_account(by=by, username=name, name="示范人员", password="Bench-only-12345")
        give_grant(by=by, account_id=account_id, role=role, unit_id=unit.id, valid_from=day)
        people[name] = organisation.viewer_of(Account.objects.get(id=account_id))
    agent = organisation.viewer_of(Account.objects.get(username="agent"))
    dice, made = random.Random(7), []
    for n in range(ORIGINALS):
        kind, title, content = dice.choice(_MATTERS)
        form = Form(
            appeal_type=kind, title=title, content=f"来电人反映，{content}。{_ASK.format(n)}",
            class_code=dice.choice(leaves), area_code=dice.choice(towns), address=dice.choice(_PLACES).format(n + 1),
            petitioner=PetitionerForm(name=dice.choice(("周明", "吴桂英", "欧阳文")), phone=f"138702{n:05d}"),
        )  # fmt: skip
        taken = intake.submit(doer=agent, form=form)
        if n % 4 and taken.order_id:
            _further(taken.order_id, people["dispatcher"], people["clerk"], answered=n % 4 > 1)
        made.append(taken.appeal_id)
    return made


def _handler() -> Any:
    from yihao.organisation import queries as organisation
    from yihao.organisation.values import UnitType

    return next(u for u in organisation.units().values() if u.type is UnitType.COUNTY and u.handles)


def _further(order_id: UUID, dispatcher: Any, clerk: Any, *, answered: bool) -> None:
    from yihao.kernel import clock, sql
    from yihao.orders.actions import closing, dispatching, handling
    from yihao.orders.values.states import Result

    def row() -> dict[str, Any]:
        found = sql.row("SELECT version, lead_assignment_id FROM work_order WHERE id = %s", (order_id,))
        assert found is not None
        return found

    dispatching.dispatch(doer=dispatcher, order_id=order_id, version=row()["version"], lead_id=clerk.posts[0].unit_id)
    if answered:
        on = {"doer": clerk, "order_id": order_id, "assignment_id": row()["lead_assignment_id"]}
        handling.sign(**on, version=row()["version"])
        handling.record_contact(
            **on, version=row()["version"], contacted_at=clock.now(), reached=True, note="已电话联系。"
        )
        handling.reply(**on, version=row()["version"], result=Result.SOLVED, public_reply=_REPLY)
        closing.pass_check(doer=dispatcher, order_id=order_id, version=row()["version"])


def _rows(appeal_id: UUID) -> Rows:
    """The rows of an order, its sealed values opened."""
    from yihao.kernel import sql
    from yihao.kernel.crypto import unseal

    keys = sql.row(
        "SELECT a.id, a.contact_id, o.id AS order_id FROM appeal a JOIN work_order o ON o.appeal_id = a.id WHERE a.id = %s",
        (appeal_id,),
    )
    assert keys is not None
    found: Rows = []
    for table, where in _TABLES:
        for row in sql.rows(f"SELECT * FROM {table} WHERE {where}", keys):
            for name in _SEALED.get(table, ()):
                row[name] = None if row[name] is None else unseal(row[name], f"{table}.{name}", row["id"])
            found.append((table, row))
    return found


def _copy(originals: list[Rows], count: int, batch: int = 5000) -> None:
    from django.db import connection, transaction

    dice = random.Random(7)
    for start in range(0, count, batch):
        made: dict[str, list[dict[str, Any]]] = {table: [] for table, _ in _TABLES}
        for n in range(start, min(start + batch, count)):
            back = _SPAN * dice.random()
            for table, row in _again(originals[n % len(originals)], n, back):
                made[table].append(row)
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in made.items():
                names = ", ".join(f'"{c}"' for c in rows[0])
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(tuple(row.values()))


def _again(rows: Rows, n: int, back: timedelta) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows once more, `back` in time, under other ids and seals."""
    from yihao.kernel.crypto import seal
    from yihao.kernel.ids import new_id

    ids = {row["id"]: new_id() for _, row in rows}
    for table, row in rows:
        fresh = {c: _fresh(c, v, n, ids, back) for c, v in row.items()}
        for name in _SEALED.get(table, ()):
            fresh[name] = None if fresh[name] is None else seal(fresh[name], f"{table}.{name}", fresh["id"])
        yield table, fresh


def _fresh(column: str, value: Any, n: int, ids: dict[UUID, UUID], back: timedelta) -> Any:
    if isinstance(value, UUID):
        return ids.get(value, value)
    if isinstance(value, datetime):
        return value - back
    if column == "number" and value:
        return f"{value[:6]}000101{n:06d}0"
    return value


if __name__ == "__main__":
    main()
