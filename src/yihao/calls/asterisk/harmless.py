"""What may stand in a line of Asterisk's configuration. Pure: a value that could begin a line of its own is refused."""

import re
from ipaddress import ip_address, ip_network
from pathlib import Path

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")
_UNFIT_IN_PATHS = frozenset(",;()[]{}|&$\"'`\\<>=#!?*%^~")
"""Separators of the dialplan and of the files' format."""


class Unfit(ValueError):
    """A setting that can't be written down; the message is Chinese and names the setting."""


def path(name: str, value: Path) -> str:
    """An absolute path without separators of any of the files."""
    text = str(value)
    if not value.is_absolute() or not text.isprintable() or _UNFIT_IN_PATHS & set(text):
        raise Unfit(f"{name} 应为绝对路径，且不含标点 , ; ( ) 等特殊字符")
    return text


def address(name: str, value: str) -> str:
    """An address on which to listen, in the form that goes before a port."""
    try:
        found = ip_address(value)
    except ValueError:
        raise Unfit(f"{name} 应为 IP 地址") from None
    if found.version == 6 and "%" in value:
        raise Unfit(f"{name} 不能带网卡名")
    return f"[{found}]" if found.version == 6 else str(found)


def host(name: str, value: str) -> str:
    """A host's name or address."""
    if _HOST.fullmatch(value):
        return value
    return address(name, value).strip("[]")


def peer(name: str, value: str) -> str:
    """A host's name, its address, or a network."""
    if "/" not in value:
        return host(name, value)
    try:
        if "%" in value:
            raise ValueError(value)
        return str(ip_network(value))
    except ValueError:
        raise Unfit(f"{name} 应为 IP 地址、网段或主机名") from None


def contact(name: str, value: str) -> str:
    """host:port, or a host alone."""
    left, colon, right = value.rpartition(":")
    if not colon or value.endswith("]"):
        left, right = value, "5060"
    if not (right.isascii() and right.isdecimal()):
        raise Unfit(f"{name} 应写成 主机:端口")
    port(name, int(right))
    if left.startswith("[") and left.endswith("]"):
        return f"{address(name, left[1:-1])}:{right}"
    if ":" in left:
        raise Unfit(f"{name} 里的 IPv6 地址应放在方括号里")
    return f"{host(name, left)}:{right}"


def port(name: str, value: int) -> int:
    """A port."""
    if not 1 <= value <= 65535:
        raise Unfit(f"{name} 应为 1 到 65535 的端口")
    return value


def ports(name: str, first: int, last: int) -> tuple[int, int]:
    """A range of ports: every call takes two for each of its sides."""
    if port(name, first) % 2 or port(name, last) - first < 3:
        raise Unfit(f"{name} 应从偶数端口起，至少四个端口")
    return first, last


def secret(name: str, value: str) -> str:
    """A password of our own making."""
    if not _SECRET.fullmatch(value):
        raise Unfit(f"{name} 不是本软件生成的口令，请删除 access.json 后重新启动")
    return value


def is_loopback(value: str) -> bool:
    """Whether nobody outside this machine reaches an address."""
    return ip_address(value).is_loopback
