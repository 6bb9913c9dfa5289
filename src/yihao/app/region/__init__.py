"""Region packs 区域包: what makes Yihao a city's own, read from a folder and checked. Pure: no Django, no database."""

from .read import read_pack
from .resolve import Resolution, Resolver
from .values import Mistake, Pack

__all__ = ["Mistake", "Pack", "Resolution", "Resolver", "read_pack"]
