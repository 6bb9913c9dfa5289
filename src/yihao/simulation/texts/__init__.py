"""The grammar 文法 of a region pack's simulated texts: what citizens say, and what everybody answers. Pure."""

from .rules import Grammar
from .values import AppealText, Kind, Matter, Phrase, Says, Scene, Site, Style, Texts

__all__ = ["AppealText", "Grammar", "Kind", "Matter", "Phrase", "Says", "Scene", "Site", "Style", "Texts"]
