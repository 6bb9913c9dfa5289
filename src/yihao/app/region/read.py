"""Read a region pack 区域包 from its folder: values, or every mistake by file, row and reason."""

from collections.abc import Mapping
from pathlib import Path

from yihao.orders.exports.values import Settings as Exports
from yihao.simulation.texts.values import Texts
from yihao.simulation.values import Mix

from .check import Draft, check
from .documents import read_messages, read_portal, read_prompts, read_region
from .exports import read_exports
from .keys import read_keys
from .numbers import read_numbers, the_numbers
from .sheets import Line, Rows, read_rows
from .simulation import check_mix, read_mix
from .staffing import check_staffing, read_staffing
from .texts import check_texts, read_texts
from .values import (
    AppealClass,
    Area,
    AreaLevel,
    CalendarDay,
    CatalogueRule,
    DayKind,
    Limit,
    Message,
    Mistake,
    Pack,
    Portal,
    Refusal,
    Region,
    Span,
    Staffing,
    TimeUnit,
    Transfer,
    TransferKind,
    Unit,
    UnitType,
    Village,
)

AREA_COLUMNS = ("code", "name", "parent", "level", "old_names", "valid_from", "valid_to", "note")
VILLAGE_COLUMNS = ("code", "name", "parent")
UNIT_COLUMNS = (
    *("code", "name", "short_name", "parent", "type", "tier", "area", "handles"),
    *("duty_phone", "valid_from", "valid_to", "successor", "note"),
)
CLASS_COLUMNS = ("code", "name", "parent", "level", "default_unit", "limit", "keywords", "note")
CATALOGUE_COLUMNS = ("class", "area", "lead", "copies", "basis", "valid_from", "valid_to", "note")
LIMIT_COLUMNS = (
    *("key", "name", "urgency", "appeal_type", "sign_amount", "sign_unit"),
    *("contact_amount", "contact_unit", "handle_amount", "handle_unit", "basis"),
)
REFUSAL_COLUMNS = ("code", "name", "reason", "channel", "channel_contact", "basis", "never_for_safety")
TRANSFER_COLUMNS = ("code", "name", "number", "kind", "words", "note")
CALENDAR_COLUMNS = ("day", "kind", "name", "basis")


def read_pack(folder: Path) -> tuple[Pack | None, list[Mistake]]:
    """Read and check a pack. Never raises on bad content: the pack is None when there is any mistake.

    Rules across files are looked at once every file is right in itself, so that one slip is not reported many times.
    """
    if not folder.is_dir():
        return None, [Mistake(folder.name, 0, "", "没有这个区域包文件夹")]
    mistakes: list[Mistake] = []
    documents = _documents(folder, mistakes)
    draft = _draft(folder, documents, mistakes)
    staffing, exports = read_staffing(folder, mistakes), read_exports(folder, mistakes)
    texts, mix = read_texts(folder, mistakes), read_mix(folder, mistakes)
    if draft is not None and staffing is not None and not mistakes:
        mistakes.extend(check(draft))
        units, skills = {u.code for u in draft.units.values()}, {k.code for k in draft.numbers.skills.values()}
        mistakes.extend(check_staffing(staffing, units, skills))
        if texts is not None:
            mistakes.extend(check_texts(*texts, [c.code for c in draft.classes.values() if c.level == 3]))
        if mix is not None:
            known = {h.number for h in the_numbers(draft.numbers)} | {draft.region.number}
            mistakes.extend(check_mix(mix, {a.code for a in draft.areas.values()}, known))
    if draft is None or staffing is None or exports is None or mistakes:
        return None, sorted(set(mistakes))
    return _pack(draft, staffing, exports, texts[1] if texts else None, mix), []


Documents = tuple[Region, tuple[Message, ...], Mapping[str, str], Portal]


def _documents(folder: Path, mistakes: list[Mistake]) -> Documents | None:
    files = ("region.toml", "messages.toml", "prompts.toml", "portal.toml")
    keys = [read_keys(folder, file, mistakes) for file in files]
    region = read_region(keys[0]) if keys[0] else None
    messages = read_messages(keys[1]) if keys[1] else None
    prompts = read_prompts(keys[2]) if keys[2] else None
    portal = read_portal(keys[3]) if keys[3] else None
    if region is None or messages is None or prompts is None or portal is None:
        return None
    return region, messages, prompts, portal


def _draft(folder: Path, documents: Documents | None, mistakes: list[Mistake]) -> Draft | None:
    areas = read_rows(folder, "areas.csv", AREA_COLUMNS, _area, mistakes)
    villages = read_rows(folder, "villages.csv", VILLAGE_COLUMNS, _village, mistakes)
    units = read_rows(folder, "units.csv", UNIT_COLUMNS, _unit, mistakes)
    classes = read_rows(folder, "classes.csv", CLASS_COLUMNS, _class, mistakes)
    catalogue = read_rows(folder, "catalogue.csv", CATALOGUE_COLUMNS, _rule, mistakes)
    limits = read_rows(folder, "limits.csv", LIMIT_COLUMNS, _limit, mistakes)
    refusals = read_rows(folder, "refusals.csv", REFUSAL_COLUMNS, _refusal, mistakes)
    transfers = read_rows(folder, "transfers.csv", TRANSFER_COLUMNS, _transfer, mistakes)
    numbers = read_numbers(folder, mistakes)
    calendar = read_rows(folder, "calendar.csv", CALENDAR_COLUMNS, _calendar_day, mistakes)
    if documents is None:
        return None
    region, messages, prompts, portal = documents
    return Draft(
        region=region,
        messages=messages,
        prompts=prompts,
        portal=portal,
        areas=areas,
        villages=villages,
        units=units,
        classes=classes,
        catalogue=catalogue,
        limits=limits,
        refusals=refusals,
        transfers=transfers,
        numbers=numbers,
        calendar=_with_day(calendar),
    )


def _pack(draft: Draft, staffing: Staffing, exports: Exports, texts: Texts | None, mix: Mix | None) -> Pack:
    return Pack(
        region=draft.region,
        areas=draft.areas.values(),
        villages=draft.villages.values(),
        units=draft.units.values(),
        classes=draft.classes.values(),
        catalogue=draft.catalogue.values(),
        limits=draft.limits.values(),
        refusals=draft.refusals.values(),
        transfers=draft.transfers.values(),
        hotlines=the_numbers(draft.numbers),
        skills=draft.numbers.skills.values(),
        menus=draft.numbers.menus(),
        merge_tasks=draft.numbers.tasks.values(),
        calendar=draft.calendar.values(),
        messages=draft.messages,
        prompts=draft.prompts,
        portal=draft.portal,
        staffing=staffing,
        exports=exports,
        texts=texts,
        mix=mix,
    )


def _area(line: Line) -> Area:
    start, end = line.period()
    return Area(
        code=line.text("code"),
        name=line.text("name"),
        parent=line.optional("parent"),
        level=line.choice("level", AreaLevel),
        old_names=line.many("old_names"),
        valid_from=start,
        valid_to=end,
        note=line.optional("note"),
    )


def _village(line: Line) -> Village:
    return Village(code=line.text("code"), name=line.text("name"), parent=line.text("parent"))


def _unit(line: Line) -> Unit:
    start, end = line.period()
    phone = line.optional("duty_phone")
    if phone and not (phone.isascii() and phone.replace("-", "").isdigit() and 5 <= len(phone) <= 15):
        line.wrong("duty_phone", "值班电话应是数字和短横线，不知道就留空")
    return Unit(
        code=line.text("code"),
        name=line.text("name"),
        short_name=line.text("short_name"),
        parent=line.optional("parent"),
        type=line.choice("type", UnitType),
        tier=line.number("tier", 1, 4),
        area=line.text("area"),
        handles=line.flag("handles"),
        duty_phone=phone,
        valid_from=start,
        valid_to=end,
        successor=line.optional("successor"),
        note=line.optional("note"),
    )


def _class(line: Line) -> AppealClass:
    return AppealClass(
        code=line.text("code"),
        name=line.text("name"),
        parent=line.optional("parent"),
        level=line.number("level", 1, 3),
        default_unit=line.optional("default_unit"),
        limit=line.optional("limit"),
        keywords=line.many("keywords"),
        note=line.optional("note"),
    )


def _rule(line: Line) -> CatalogueRule:
    start, end = line.period()
    return CatalogueRule(
        class_code=line.text("class"),
        area=line.optional("area"),
        lead=line.text("lead"),
        copies=line.many("copies"),
        basis=line.text("basis"),
        valid_from=start,
        valid_to=end,
        note=line.optional("note"),
    )


def _limit(line: Line) -> Limit:
    def span(part: str) -> Span:
        amount = line.number(f"{part}_amount", 1, 10_000)
        return Span(amount=amount, unit=line.choice(f"{part}_unit", TimeUnit))

    return Limit(
        key=line.text("key"),
        name=line.text("name"),
        urgency=line.text("urgency"),
        appeal_type=line.optional("appeal_type"),
        sign=span("sign"),
        contact=span("contact"),
        handle=span("handle"),
        basis=line.text("basis"),
    )


def _refusal(line: Line) -> Refusal:
    return Refusal(
        code=line.text("code"),
        name=line.text("name"),
        reason=line.text("reason"),
        channel=line.text("channel"),
        channel_contact=line.optional("channel_contact"),
        basis=line.text("basis"),
        never_for_safety=line.flag("never_for_safety"),
    )


def _transfer(line: Line) -> Transfer:
    number = line.optional("number")
    if number and not (number.isascii() and number.isdigit()):
        line.wrong("number", "号码应全是数字，不知道就留空")
    return Transfer(
        code=line.text("code"),
        name=line.text("name"),
        number=number,
        kind=line.choice("kind", TransferKind),
        words=line.many("words"),
        note=line.optional("note"),
    )


def _calendar_day(line: Line) -> CalendarDay | None:
    day = line.day("day")
    if day is None:
        line.text("day")
        return None
    kind = line.choice("kind", DayKind)
    return CalendarDay(day=day, kind=kind, name=line.text("name"), basis=line.text("basis"))


def _with_day(rows: Rows[CalendarDay | None]) -> Rows[CalendarDay]:
    """The rows that have a day: the others have a mistake already."""
    return Rows(rows.file, tuple((row, day) for row, day in rows if day is not None))
