"""The line's name and number for a page that has no view, such as a page of regret."""

from django import template

from yihao.portal.line import line

register = template.Library()


@register.simple_tag
def the_line(code: str = "") -> dict[str, str]:
    """The line of today; with the database away (`code` of the problem) the last known."""
    return line(ask=code not in ("database_unavailable", "fault"))
