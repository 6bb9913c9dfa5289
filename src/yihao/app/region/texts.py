"""The texts of a pack's simulated city 模拟词句, `texts/`: matters by class, scenes, lists of words. A pack may do without."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from yihao.catalogue.values import AppealType, Area, ItemClass
from yihao.simulation.texts import Grammar, Matter, Phrase, Scene, Texts
from yihao.simulation.texts.rules import SYMBOL, used_symbols
from yihao.simulation.texts.values import PARTS, PLACE, REQUIRED, SCENE, SLIPS, SYSTEM, TOLD

from .keys import Keys, read_keys
from .sheets import Line, Rows, doubles, read_rows, unknown
from .values import Mistake, Pack

FOLDER = "texts"
MATTERS, SCENES, WORDS = f"{FOLDER}/matters.csv", f"{FOLDER}/scenes.toml", f"{FOLDER}/words.toml"
COLUMNS = ("class", "weight", "scene", "types", "asks", "tells", "wants")
_HELD_OUT = "*"
"""Before a phrase whose family is kept out of training."""


def read_texts(folder: Path, mistakes: list[Mistake]) -> tuple[Rows[Matter], Texts] | None:
    """Read the folder `texts/`: its rows and all together; None without it, or with mistakes noted."""
    if not (folder / FOLDER).is_dir():
        return None
    before = len(mistakes)
    rows = read_rows(folder, MATTERS, COLUMNS, _matter, mistakes)
    scenes, words = read_keys(folder, SCENES, mistakes), read_keys(folder, WORDS, mistakes)
    if scenes is None or words is None:
        return None
    texts = Texts(
        matters={m.class_code: m for m in rows.values()},
        scenes={code: _scene(scenes.inner(code)) for code in scenes.table},
        words={name: words.texts(name) for name in dict.fromkeys((*REQUIRED, *words.table))},
    )
    mistakes += [Mistake(WORDS, 0, name, "由系统填写，不能另列") for name in texts.words if name in SYSTEM]
    return (rows, texts) if len(mistakes) == before else None


def check_texts(rows: Rows[Matter], texts: Texts, leaves: Collection[str]) -> Iterator[Mistake]:
    """What is wrong across the sheets: classes that are missing or unknown, scenes, and everything in braces."""
    yield from doubles(rows, "class", lambda m: m.class_code)
    yield from unknown(rows, "class", lambda m: (m.class_code,), leaves, "classes.csv 的末级分类")
    yield from unknown(rows, "scene", lambda m: (m.scene,), texts.scenes, SCENES)
    for code in sorted(set(leaves) - set(texts.matters)):
        yield rows.mistake(0, "class", f"没有末级分类“{code}”的说法")
    faults = list(_check_words(texts.words))
    yield from faults
    if not faults:
        yield from _check_uses(rows, texts)


def grammar_of(pack: Pack) -> Grammar | None:
    """The grammar of a pack; None where it has no texts."""
    if pack.texts is None:
        return None
    areas = [Area(a.code, a.name, a.parent, a.level.value) for a in pack.areas if a.valid_to is None]
    villages = [Area(v.code, v.name, v.parent, "village") for v in pack.villages]
    classes = [ItemClass(c.code, c.name, c.parent, c.level) for c in pack.classes]
    return Grammar(pack.texts, areas=[*areas, *villages], classes=classes)


def _check_words(words: Mapping[str, Sequence[str]]) -> Iterator[Mistake]:
    for name, alternatives in words.items():
        for text in alternatives:
            if why := _fault(text, words.keys() | SYSTEM):
                yield Mistake(WORDS, 0, name, why)
        if name in _reached([f"{{{name}}}"], words, inside=True):
            yield Mistake(WORDS, 0, name, "这一组词句用到了它自己，会没完没了")
    for pair in words.get(SLIPS, ()):
        if len(pair.split(">")) != 2 or not all(pair.split(">")):
            yield Mistake(WORDS, 0, SLIPS, f"“{pair}”应写成 原字>误字")


def _check_uses(rows: Rows[Matter], texts: Texts) -> Iterator[Mistake]:
    for code, scene in texts.scenes.items():
        known = PLACE
        for part in PARTS:
            for text in getattr(scene, part):
                if why := _misuse(text, texts.words, known):
                    yield Mistake(SCENES, 0, f"{code}.{part}", why)
            known = known | {part}
    for row, matter in rows:
        for column, said in (("asks", matter.asks), ("tells", matter.tells)):
            for phrase in said:
                if why := _misuse(phrase.text, texts.words, SCENE):
                    yield rows.mistake(row, column, why)
        for want in matter.wants:
            if why := _misuse(want, texts.words, SCENE):
                yield rows.mistake(row, "wants", why)


def _misuse(text: str, words: Mapping[str, Sequence[str]], known: Collection[str]) -> str:
    """What is wrong in a text that is filled when only `known` is filled in already."""
    if why := _fault(text, words.keys() | known):
        return why
    late = sorted((_reached([text], words) & SYSTEM) - set(known))
    return f"“{text}”用到的词句里有 {{{late[0]}}}，这里还没有" if late else ""


def _fault(text: str, known: Collection[str]) -> str:
    if "{" in SYMBOL.sub("", text) or "}" in SYMBOL.sub("", text):
        return f"“{text}”的花括号里应是词句的名称，或 2..9 样的两个数"
    if any(low and int(low) > int(high) for low, high, _ in SYMBOL.findall(text)):
        return f"“{text}”里前一个数应不大于后一个"
    strange = [name for name in used_symbols(text) if name not in known]
    return f"不认识 {{{strange[0]}}}，words.toml 里没有" if strange else ""


def _reached(templates: Sequence[str], words: Mapping[str, Sequence[str]], *, inside: bool = False) -> set[str]:
    """Every name that filling these templates may come to; `inside`: leave out those that stand in the templates."""
    first = [name for text in templates for name in used_symbols(text)]
    found = set[str]() if inside else set(first)
    ahead = list(first)
    while ahead:
        for text in words.get(ahead.pop(), ()):
            fresh = set(used_symbols(text)) - found
            found |= fresh
            ahead += fresh
    return found


def _matter(line: Line) -> Matter:
    types = frozenset(AppealType(t) for t in line.many("types") if t in TOLD)
    if len(types) < len(line.many("types")):
        line.wrong("types", f"应是 {'、'.join(sorted(TOLD))} 中的几个，用竖线隔开")
    asks, tells = _said(line, "asks"), _said(line, "tells")
    if not asks and not tells:
        line.wrong("tells", "asks 和 tells 至少填一项")
    if bool(tells) != bool(types):
        line.wrong("types", "有 tells 就要写明作为哪几类诉求，没有就留空")
    return Matter(
        class_code=line.text("class"),
        weight=line.number("weight", 1, 1000),
        scene=line.text("scene"),
        types=types,
        asks=asks,
        tells=tells,
        wants=line.many("wants"),
    )


def _said(line: Line, column: str) -> tuple[Phrase, ...]:
    phrases = tuple(Phrase(t.removeprefix(_HELD_OUT), t.startswith(_HELD_OUT)) for t in line.many(column))
    if phrases and all(p.held_out for p in phrases):
        line.wrong(column, "至少有一种说法前面不带星号")
    return phrases


def _scene(keys: Keys) -> Scene:
    keys.only(*PARTS)
    return Scene(**{part: keys.texts(part) for part in PARTS})
