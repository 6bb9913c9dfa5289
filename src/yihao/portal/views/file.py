"""反映诉求: step by step; what was typed is kept on the server at every step, right or wrong."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yihao.kernel.problems import FieldError, Invalid, NotFound, RateLimited
from yihao.organisation.http import address_of
from yihao.portal import access, actions, drafts, pictures, queries
from yihao.portal.drafts import Draft
from yihao.portal.pages import fields, page, public_form, region, typed
from yihao.portal.rules import filing, questions
from yihao.portal.rules.summary import summary
from yihao.portal.values import STEPS, Step
from yihao.portal.views.home import switched


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What to know before; the way gets an id of its own."""
    here = region()
    return page(
        request,
        "file_start",
        texts=queries.texts(here),
        emergencies=queries.emergencies(here),
        first=_address(uuid4(), STEPS[0]),
        cleared="cleared" in request.GET,
        indexed=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@public_form
def step(request: HttpRequest, draft_id: UUID, slug: str) -> HttpResponse:
    """One step: shown, or taken in and on to the next."""
    found = next((s for s in STEPS if s.slug == slug), None)
    if found is None:
        raise NotFound(title="没有这个页面")
    draft = drafts.load(request.session, draft_id)
    if draft is not None and draft.filed is not None:
        return HttpResponseRedirect(reverse("portal:filed", args=[draft_id]))
    if request.method == "POST":
        return _take(request, draft or Draft(draft_id), found, fresh=draft is None)
    if draft is None and found is not STEPS[0]:
        return HttpResponseRedirect(_address(draft_id, STEPS[0]) + "?lost=1")
    return _show(request, draft or Draft(draft_id), found)


@require_safe
def filed(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """编号 and 查询码, for the session that filed it and as long as its draft is kept."""
    draft = drafts.load(request.session, draft_id)
    if draft is None or draft.filed is None:
        return HttpResponseRedirect(reverse("portal:track"))
    told = queries.receipt(region(), draft.filed)
    return page(request, "filed", receipt=told, token=draft.fields.get("token", ""))


def _take(request: HttpRequest, draft: Draft, here: Step, *, fresh: bool) -> HttpResponse:
    """Keep what was typed, then do what the pressed button says."""
    draft.type_in(typed(request, tuple(n for n in here.asks if n in request.POST or n in _CHOSEN)))
    pressed = request.POST
    if "clear" in pressed:
        drafts.drop(request.session, draft.id)
        return HttpResponseRedirect(reverse("portal:file") + "?cleared=1")
    errors = _pictures(request, draft) if here.slug == "pictures" else []
    drafts.save(request.session, draft)
    if "elder" in pressed:
        return switched(request, HttpResponseRedirect(request.path))
    if "back" in pressed:
        return HttpResponseRedirect(_address(draft.id, STEPS[max(0, STEPS.index(here) - 1)]))
    if fresh and here is not STEPS[0]:
        return HttpResponseRedirect(_address(draft.id, STEPS[0]) + "?lost=1")
    if here.slug == "check":
        return _hand_in(request, draft)
    errors += filing.mistakes(draft.fields, queries.ground(region()), here)
    if errors:
        return _show(request, draft, here, errors)
    if "upload" in pressed or "remove" in pressed:
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(_address(draft.id, _next(draft, here, checked="check" in pressed)))


_CHOSEN = frozenset({"appeal_type"})
"""Radios without a preset: nothing is sent when none is chosen."""


def _next(draft: Draft, here: Step, *, checked: bool) -> Step:
    """The following step; back to the check for somebody who came from there, unless something is now missing."""
    if checked:
        return filing.first_unfinished(draft.fields, queries.ground(region())) or STEPS[-1]
    return STEPS[STEPS.index(here) + 1]


def _pictures(request: HttpRequest, draft: Draft) -> list[FieldError]:
    """Take pictures in or away; each that is refused is named, the others are kept."""
    if removed := request.POST.get("remove"):
        draft.pictures = [p for p in draft.pictures if str(p) != removed]
    by = actions.citizen(region(), address_of(request))
    refused = pictures.keep(request.FILES.getlist("pictures"), by=by, owner=draft.owner, have=draft.pictures)
    return [FieldError("pictures", words) for words in refused]


def _hand_in(request: HttpRequest, draft: Draft) -> HttpResponse:
    """检查后提交."""
    here = region()
    ground = queries.ground(here)
    unfinished = filing.first_unfinished(draft.fields, ground)
    if unfinished is not None:
        return HttpResponseRedirect(_address(draft.id, unfinished) + "?check=1&errors=1")
    by = actions.citizen(here, address_of(request))
    kept = [p.id for p in pictures.listed(draft.pictures, draft.owner)]
    form = filing.form_of(draft.fields, ground, kept)
    try:
        appeal_id = actions.hand_in(by=by, owner=draft.owner, form=form)
    except (RateLimited, Invalid) as refused:
        words = f"{refused.title}。{refused.detail}" if isinstance(refused, RateLimited) else refused.title
        return _show(request, draft, STEPS[-1], [FieldError("submit", words)])
    token = access.grant(request.session, appeal_id)
    drafts.save(request.session, Draft(draft.id, {"token": token}, [], appeal_id, draft.secret))
    return HttpResponseRedirect(reverse("portal:filed", args=[draft.id]))


def _show(request: HttpRequest, draft: Draft, here: Step, errors: list[FieldError] | None = None) -> HttpResponse:
    """The page of a step, with what was typed before."""
    code = region()
    ground = queries.ground(code)
    if errors is None and "errors" in request.GET:
        errors = filing.mistakes(draft.fields, ground, here)
    asked = questions.filing(queries.texts(code)["filing"]["hints"], ground.areas.values(), draft.fields)
    number = STEPS.index(here) + 1
    context: dict[str, Any] = {
        "step": here,
        "number": number,
        "total": len(STEPS),
        "fields": fields({n: asked[n] for n in here.asks if n in asked}, draft.fields, errors or []),
        "errors": errors or [],
        "lost": "lost" in request.GET,
        "check": "check" in request.GET or "check" in request.POST,
        "in_form": True,
    }
    template = here.slug if here.slug in ("pictures", "check") else "step"
    if here.slug in ("pictures", "check"):
        context["pictures"] = pictures.listed(draft.pictures, draft.owner)
        context["most"] = filing.MOST_PICTURES
        context["texts"] = queries.texts(code)
    if here.slug == "check":
        context["summary"] = summary(draft.fields, asked, ground)
        context["unfinished"] = filing.mistakes(draft.fields, ground)
    return page(request, f"file_{template}", status=422 if errors else 200, **context)


def _address(draft_id: UUID, to: Step) -> str:
    return reverse("portal:step", args=[draft_id, to.slug])
