"""The grammar: lists of templates, filled with names of places, parties, amounts and times. Pure; seeded by the dice."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from yihao.catalogue.values import AppealType, Area, ItemClass

from .values import KINDS, PARTS, SLIPS, TITLES, TYPED_TITLE, AppealText, Kind, Matter, Phrase, Says, Site, Style, Texts

SYMBOL = re.compile(r"\{(?:(\d+)\.\.(\d+)|([a-z_0-9]+))\}")
"""`{name}` or `{2..9}`."""
TITLE_LENGTH = 40
_HEAD_LENGTH = 24
_ESTATES, _ROADS, _HAMLETS = 9, 7, 5
"""How many invented names a township has; always the same ones, so that places come back."""
_SLIP_CHANCE: Mapping[Style, float] = {Style.SPOKEN: 0.03, Style.TYPED: 0.3}
_TWICE = re.compile(r"([\u4e00-\u9fff]{2,12})\1")
"""A name or word in a title that two of its parts begin or end with: 质量问题问题."""
_SITE = ("county", "town", "village", "estate", "road", "road2", "party", "spot")
_COMPANY_CHANCE = 0.5
_HONORIFIC_CHANCE = 0.25


@dataclass(frozen=True, slots=True)
class _Ground:
    """A place with its names."""

    county: str
    town: str
    villages: tuple[str, ...]
    estates: tuple[str, ...]
    roads: tuple[str, ...]
    hamlets: tuple[str, ...]


@dataclass(slots=True)
class _Filling:
    """One text being filled: the dice, and what is fixed in it so far."""

    words: Mapping[str, Sequence[str]]
    dice: Random
    fixed: dict[str, str] = field(default_factory=dict)

    def fill(self, template: str) -> str:
        """A template with everything in it filled in."""

        def one(found: re.Match[str]) -> str:
            low, high, name = found.groups()
            if name is None:
                return str(self.dice.randint(int(low), int(high)))
            return self.fixed[name] if name in self.fixed else self.fill(self.dice.choice(self.words[name]))

        return SYMBOL.sub(one, template)

    def pick(self, name: str) -> str:
        """One of a list, filled."""
        return self.fill(self.dice.choice(self.words[name]))


class Grammar:
    """Writes what citizens, agents and units of a pack's city write. Built once; everything random comes from the dice."""

    def __init__(self, texts: Texts, *, areas: Sequence[Area], classes: Sequence[ItemClass]) -> None:
        self._texts = texts
        self._areas = {a.code: a for a in areas}
        self._children: dict[str, list[Area]] = {}
        for area in areas:
            self._children.setdefault(area.parent, []).append(area)
        self._names = {c.code: c.name for c in classes}
        self._grounds: dict[str, _Ground] = {}
        self._slips = [tuple(pair.split(">")) for pair in texts.words[SLIPS]]

    def weights(self, appeal_type: AppealType) -> dict[str, int]:
        """The classes of which such an appeal can speak, with how often each comes."""
        return {code: m.weight for code, m in self._texts.matters.items() if phrases_of(m, appeal_type)}

    def places(self) -> list[Area]:
        """The areas where appeals arise: townships, and zones without townships."""
        return [
            a
            for a in self._areas.values()
            if a.level == "town"
            or (a.level in ("county", "zone") and not any(c.level == "town" for c in self._children.get(a.code, ())))
        ]

    def site(self, dice: Random, class_code: str, area_code: str) -> Site:
        """A place with a trouble, of which many will speak."""
        filling = self._place(dice, self._texts.matters[class_code], area_code, Style.SPOKEN)
        fixed = {k: filling.fixed[k] for k in _SITE}
        phrase = dice.randrange(len(self._texts.matters[class_code].tells))
        return Site(class_code=class_code, area_code=area_code, fixed=fixed, phrase=phrase)

    def appeal(
        self,
        dice: Random,
        class_code: str,
        area_code: str,
        style: Style,
        appeal_type: AppealType = AppealType.COMPLAINT,
        site: Site | None = None,
        name: str = "",
    ) -> AppealText:
        """An appeal of a class (see `weights`) at a place (see `places`), spoken or typed; or one more about a site. Of
        somebody of that `name`, or of anybody.

        Raises KeyError for a class or place that the pack has not, ValueError for a type in which the class never comes.
        """
        matter = self._texts.matters[class_code]
        kind = Kind.AGAIN if site else KINDS.get(appeal_type, Kind.TELL)
        filling = self._place(dice, matter, area_code, style, site)
        if name:
            filling.fixed["name"] = name
        phrases = matter.tells if site else phrases_of(matter, appeal_type)
        if not phrases:
            raise ValueError(f"class {class_code} never comes as {appeal_type}")
        number = site.phrase if site else dice.randrange(len(phrases))
        phrase = phrases[number]
        said = filling.fill(phrase.text)
        filling.fixed |= {
            "ask": said,
            "tell": said,
            "head": _head(said),
            "want": self._wanted(filling, matter, appeal_type),
        }
        name = filling.fixed["name"]
        company = matter.scene == "company" and appeal_type is not AppealType.CONSULT and class_code.startswith("15")
        enterprise = filling.fill("{brand}{industry}有限公司") if company and dice.random() < _COMPANY_CHANCE else ""
        content = self._slipped(dice, style, _tidy(filling.pick(f"{style}_{kind}")))
        title = self._title(filling, style, appeal_type)
        filling.fixed["title"] = title
        return AppealText(
            appeal_type=appeal_type,
            class_code=class_code,
            area_code=area_code,
            title=title,
            content=content,
            wanted="" if kind in (Kind.ASK, Kind.PRAISE) else filling.fixed["want"],
            address=filling.fixed["address"],
            reported_party=filling.fixed["party"] if "{party}" in phrase.text else "",
            name=name,
            phone=dice.choice(self._texts.words["mobile"]) + f"{dice.randrange(10**8):08d}",
            enterprise=enterprise,
            family=f"{class_code}-{kind.value}-{number}",
            held_out=phrase.held_out,
            fixed=dict(filling.fixed),
        )

    def say(self, dice: Random, what: Says, about: AppealText, *, unit: str = "") -> str:
        """What else is written about an appeal; `unit` is whoever writes it or has to act."""
        filling = _Filling(self._texts.words, dice, {**about.fixed, "unit": unit or "主管部门", "me": "诉求人"})
        return _tidy(filling.pick(what.value))

    def person(self, dice: Random) -> str:
        """A name of somebody."""
        filling = _Filling(self._texts.words, dice)
        return filling.pick("surname") + filling.pick("given")

    def _place(self, dice: Random, matter: Matter, area_code: str, style: Style, site: Site | None = None) -> _Filling:
        """The names that one text uses throughout."""
        ground, words = self._ground(area_code), self._texts.words
        filling = _Filling(words, dice)
        roads = dice.sample(ground.roads, 2)
        filling.fixed |= {
            "county": ground.county,
            "town": ground.town,
            "village": dice.choice(ground.villages),
            "estate": dice.choice(ground.estates),
            "hamlet": dice.choice(ground.hamlets),
            "road": roads[0],
            "road2": roads[1],
            "matter": _spoken_name(self._names[matter.class_code]),
            "class": self._names[matter.class_code],
            "me": "其" if style is Style.SPOKEN else "我",
            "unit": "主管部门",
        }
        if site:
            filling.fixed |= site.fixed
        scene = self._texts.scenes[matter.scene]
        for part in PARTS:
            if part not in filling.fixed:
                filling.fixed[part] = filling.fill(dice.choice(getattr(scene, part)))
        short = dice.random() < _HONORIFIC_CHANCE
        filling.fixed["name"] = filling.pick("surname") + filling.pick("honorific" if short else "given")
        return filling

    def _ground(self, area_code: str) -> _Ground:
        if area_code not in self._grounds:
            self._grounds[area_code] = self._named(self._areas[area_code])
        return self._grounds[area_code]

    def _named(self, area: Area) -> _Ground:
        own = Random(f"places of {area.code}")
        words = self._texts.words

        def names(what: str, amount: int) -> tuple[str, ...]:
            found: dict[str, None] = {}
            while len(found) < amount:
                found[own.choice(words[f"{what}_head"]) + own.choice(words[f"{what}_tail"])] = None
            return tuple(found)

        above = self._areas[area.parent] if area.level == "town" else area
        hamlets = names("hamlet", _HAMLETS)
        villages = tuple(_short(c.name) for c in self._children.get(area.code, ()) if c.level == "village")
        return _Ground(
            above.name, area.name, villages or hamlets, names("estate", _ESTATES), names("road", _ROADS), hamlets
        )

    def _wanted(self, filling: _Filling, matter: Matter, appeal_type: AppealType) -> str:
        if matter.wants and filling.dice.random() < 0.7:
            return filling.fill(filling.dice.choice(matter.wants))
        return filling.pick("want_help" if appeal_type is AppealType.HELP else "wish_plain")

    def _title(self, filling: _Filling, style: Style, appeal_type: AppealType) -> str:
        typed = style is Style.TYPED and appeal_type is not AppealType.CONSULT
        title = _TWICE.sub(r"\1", filling.pick(TYPED_TITLE if typed else TITLES[appeal_type]))
        return title if len(title) <= TITLE_LENGTH else title[:TITLE_LENGTH]

    def _slipped(self, dice: Random, style: Style, text: str) -> str:
        """Once in a while something is mistyped or misheard."""
        if dice.random() >= _SLIP_CHANCE[style]:
            return text
        fitting = [(right, wrong) for right, wrong in self._slips if right in text]
        if not fitting:
            return text
        right, wrong = dice.choice(fitting)
        return text.replace(right, wrong, 1)


def used_symbols(template: str) -> list[str]:
    """The names of lists in a template."""
    return [name for _, _, name in SYMBOL.findall(template) if name]


def distinct_trigrams(texts: Sequence[str]) -> float:
    """Distinct trigrams of characters by all of them: how varied texts are (type/token); 0 without any."""
    seen: set[str] = set()
    total = 0
    for text in texts:
        total += max(0, len(text) - 2)
        seen.update(text[i : i + 3] for i in range(len(text) - 2))
    return len(seen) / total if total else 0.0


def phrases_of(matter: Matter, appeal_type: AppealType) -> tuple[Phrase, ...]:
    """The ways to put a matter that fit the type; nothing where it does not come as such."""
    if appeal_type is AppealType.CONSULT:
        return matter.asks
    if appeal_type not in matter.types:
        return ()
    if appeal_type is AppealType.SUGGESTION and len(matter.types) > 1:
        return tuple(Phrase(f"建议{{spot}}{want}", False) for want in matter.wants)
    return matter.tells


def _head(said: str) -> str:
    """The first clause, for a title."""
    clause = re.split("[，。；？]", said)[0]
    return clause[:_HEAD_LENGTH]


def _spoken_name(name: str) -> str:
    """A class's name as it is spoken of: 噪音-施工夜间 → 施工夜间噪音."""
    first, dash, rest = name.partition("-")
    return f"{rest}{first}" if dash else name


def _short(name: str) -> str:
    """A village as people call it: 十里村委会 → 十里村, 南湖社区居委会 → 南湖社区."""
    return name.removesuffix("居委会") if name.endswith("居委会") else name.removesuffix("委会")


def _tidy(text: str) -> str:
    """No two marks in a row where something filled in ended with one."""
    return re.sub(r"([。；，])[。；，]+", r"\1", text)
