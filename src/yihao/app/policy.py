"""What a page may load and speak to (Content-Security-Policy)."""

from urllib.parse import urlsplit


def policy(connect: str = "") -> str:
    """The policy of a page; `connect` is an address beside ours that it speaks to: where seats' telephones register."""
    parts = urlsplit(connect)
    beside = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self';"
        f" connect-src 'self'{beside}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
