"""Home, notice, help, and the switch to larger type."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from yihao.kernel.settings import settings
from yihao.portal import queries
from yihao.portal.pages import ELDER, page, public_form, region

_YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this line does, and the two ways on."""
    here = region()
    return page(request, "home", texts=queries.texts(here), emergencies=queries.emergencies(here), indexed=True)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """个人信息处理说明. 个人信息保护法 17, 35."""
    return page(request, "privacy", texts=queries.texts(region()), indexed=True)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How it works, in a few questions."""
    return page(request, "help", texts=queries.texts(region()), indexed=True)


@require_POST
@public_form
def display(request: HttpRequest) -> HttpResponse:
    """长辈版 on or off, and back to where one was."""
    back = request.POST.get("back", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return switched(request, HttpResponseRedirect(back if safe else "/"))


def switched(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer with the switch of 长辈版 turned over, kept in a cookie."""
    value = "" if request.COOKIES.get(ELDER) == "1" else "1"
    answer.set_cookie(ELDER, value, max_age=_YEAR, samesite="Lax", httponly=True, secure=settings().secure_cookies)
    return answer
