"""From what a citizen typed, step by step, to the form of an appeal; and each mistake back to its question. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from yihao.catalogue.values import Area, ItemClass
from yihao.kernel.problems import FieldError
from yihao.orders.rules.intake import Purpose, form_errors
from yihao.orders.values.intake import Form, PetitionerForm
from yihao.portal.values import STEPS, Answers, Step

PARTY_LENGTH = 80
MOST_PICTURES = 9
_OLDEST = timedelta(days=100 * 366)
_DAY = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?")
_TIME = re.compile(r"(\d{1,2})\s*[:点时]\s*(\d{1,2})?\s*分?(?::\d{2})?")
_QUESTION = {
    "area_code": "county",
    "occurred_at": "day",
    "attachments": "pictures",
    "petitioner.phone": "phone",
    "petitioner.name": "name",
    "petitioner.subject_type": "subject_type",
}
"""Field of the form → question that asks it, where the names differ."""


class Unclear(ValueError):
    """A day or a time that can't be read; its message is Chinese and for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the region says and the present instant: what answers are judged by."""

    now: datetime
    zone: ZoneInfo
    areas: Mapping[str, Area]
    classes: Mapping[str, ItemClass]
    phone_area_code: str


def anonymous(answers: Answers) -> bool:
    """Whether the citizen wants to stay unknown: then neither name nor number is handed in, even when typed before."""
    return answers.get("who") == "anonymous"


def area_of(answers: Answers, areas: Mapping[str, Area]) -> str:
    """The township where one of the chosen county was chosen, else the county."""
    county, town = answers.get("county", ""), answers.get("town", "")
    return town if town in areas and areas[town].parent == county else county


def counties(areas: Iterable[Area]) -> list[Area]:
    """County-level places, as the region lists them."""
    return [a for a in areas if a.level in ("county", "zone")]


def towns(areas: Iterable[Area], county: str) -> list[Area]:
    """The townships and streets of a county; [] for a zone whose places are not settled."""
    return [a for a in areas if a.parent == county and a.level == "town"]


def read_day(text: str) -> date | None:
    """The day that somebody typed in any habit; None for nothing. Raises Unclear."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if found := _DAY.fullmatch(plain):
        with suppress(ValueError):
            return date(int(found[1]), int(found[2]), int(found[3]))
    raise Unclear("没有这一天，请写成“年-月-日”，例如 2026-03-08")


def read_time(text: str) -> time | None:
    """The time of day that somebody typed; None for nothing. Raises Unclear."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    found = _TIME.fullmatch(plain)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise Unclear("时间请按 24 小时写，例如 18:30")


def occurred(answers: Answers, ground: Ground) -> datetime | None:
    """When it happened; midnight where only the day is known. Raises Unclear, with `args[1]` the question."""
    for name, read in (("day", read_day), ("time", read_time)):
        try:
            read(answers.get(name, ""))
        except Unclear as wrong:
            raise Unclear(str(wrong), name) from None
    day, at = read_day(answers.get("day", "")), read_time(answers.get("time", ""))
    if day is None:
        if at is not None:
            raise Unclear("填了时间，请把日期也填上", "day")
        return None
    if day < (ground.now - _OLDEST).astimezone(ground.zone).date():
        raise Unclear("年份太早了，请核对", "day")
    return datetime.combine(day, at or time(), ground.zone)


def form_of(answers: Answers, ground: Ground, pictures: Sequence[UUID] = ()) -> Form:
    """The appeal as far as it can be read; a day that can't be read is left out (`mistakes` names it)."""
    unknown = anonymous(answers)
    try:
        occurred_at = occurred(answers, ground)
    except Unclear:
        occurred_at = None

    def said(name: str, preset: str = "") -> str:
        return answers.get(name, preset).strip()

    return Form(
        appeal_type=said("appeal_type"),
        title=" ".join(said("title").split()),
        content=said("content"),
        wanted=said("wanted"),
        area_code=area_of(answers, ground.areas),
        address=said("address"),
        occurred_at=occurred_at,
        petitioner=PetitionerForm(
            name="" if unknown else said("name"),
            phone="" if unknown else said("phone"),
            anonymous=unknown,
            subject_type=said("subject_type", "person"),
            enterprise_name="" if unknown else said("enterprise_name"),
        ),
        reported_party=said("reported_party"),
        secrecy=said("secrecy", "open"),
        want_reply=said("want_reply", "yes") != "no",
        attachments=tuple(pictures),
    )


def mistakes(answers: Answers, ground: Ground, step: Step | None = None) -> list[FieldError]:
    """Everything that needs mending, in the order of the questions; of one step, or of all."""
    found = [FieldError(_QUESTION.get(e.field, e.field), e.message) for e in _of_form(answers, ground)]
    if len(answers.get("reported_party", "").strip()) > PARTY_LENGTH:
        found = [e for e in found if e.field != "name" or _long_name(answers)]
        found.append(FieldError("reported_party", f"最多 {PARTY_LENGTH} 字"))
    try:
        occurred(answers, ground)
    except Unclear as wrong:
        found.append(FieldError(wrong.args[1], wrong.args[0]))
    asked = [name for s in STEPS if step is None or s is step for name in s.asks]
    return sorted((e for e in found if e.field in asked), key=lambda e: asked.index(e.field))


def _of_form(answers: Answers, ground: Ground) -> list[FieldError]:
    return form_errors(
        form_of(answers, ground),
        purpose=Purpose.FILE,
        now=ground.now,
        areas=ground.areas,
        classes=ground.classes,
        phone_area_code=ground.phone_area_code,
    )


def _long_name(answers: Answers) -> bool:
    """Whether it is the name that is too long (the form's rule names one field for three)."""
    if anonymous(answers):
        return False
    return len(answers.get("name", "").strip()) > 40 or len(answers.get("enterprise_name", "").strip()) > 80


def first_unfinished(answers: Answers, ground: Ground) -> Step | None:
    """The first step that still needs something; None when all may be handed in."""
    return next((s for s in STEPS if mistakes(answers, ground, s)), None)
