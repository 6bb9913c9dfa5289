"""查询进度: number and query code, then the status; from there add, take back, rate."""

import unicodedata
from collections.abc import Callable
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihao.followups.rules import Answer
from yihao.followups.values import Satisfaction, Solved
from yihao.kernel.problems import FieldError, Invalid, Problem
from yihao.orders.values.reasons import WITHDRAW_REASONS
from yihao.organisation.http import address_of
from yihao.portal import access, actions, drafts, pictures, queries
from yihao.portal.drafts import Draft
from yihao.portal.pages import fields, page, public_form, region, typed
from yihao.portal.rules import asking, filing, questions, tracking
from yihao.portal.values import Question

_GONE = "撤回后不再办理。以后还有需要，要重新提交。"
_DONE = {
    "supplement": "补充的情况已收到，承办人员会看到。",
    "withdraw": "已按您的要求撤回，不再办理。",
    "rate": "评价已收到，谢谢。",
}


@require_http_methods(["GET", "HEAD", "POST"])
@public_form
def track(request: HttpRequest) -> HttpResponse:
    """Number and code, in the body only; the same words for an unknown number and a wrong code."""
    if request.method != "POST":
        return _ask(request, {}, [])
    sent = typed(request, ("number", "code"))
    number, code = (_digits(sent[name]) for name in ("number", "code"))
    if errors := asking.lookup_mistakes(number, code):
        return _ask(request, sent, errors)
    try:
        appeal_id = access.prove(region=region(), number=number, code=code, address=address_of(request))
    except Problem as limited:
        return _ask(request, sent, [FieldError("number", f"查询次数太多。{limited.detail}")], limited.status)
    if appeal_id is None:
        return _ask(request, sent, [FieldError("number", "编号和查询码对不上，请核对后再试")])
    request.session.cycle_key()
    token = access.grant(request.session, appeal_id)
    kept = drafts.load(request.session, appeal_id)
    name = "supplement" if kept is not None and kept.fields.get("text") else "status"
    return HttpResponseRedirect(reverse(f"portal:{name}", args=[token]))


@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Where it stands."""
    appeal_id = access.appeal_of(request.session, token)
    if appeal_id is None:
        return _expired()
    found = queries.status(region(), appeal_id)
    reached, title, meaning = tracking.stage(found.standing)
    return page(
        request,
        "status",
        status_=found,
        token=token,
        title=title,
        meaning=meaning,
        marks=tracking.marks(found.standing),
        may_supplement=tracking.may_supplement(found.standing),
        may_withdraw=tracking.may_withdraw(found.standing),
        may_rate=tracking.may_rate(found.standing),
        reply=tracking.latest_reply(found.story, found.standing),
        done=_DONE.get(request.GET.get("done", ""), ""),
    )


@require_POST
@public_form
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Close it on this device."""
    access.forget(request.session, token)
    return HttpResponseRedirect(reverse("portal:track") + "?left=1")


@require_http_methods(["GET", "HEAD", "POST"])
@public_form
def supplement(request: HttpRequest, token: str) -> HttpResponse:
    """补充: text and pictures. What was typed is kept over an expired access."""
    appeal_id = access.appeal_of(request.session, token)
    if appeal_id is None:
        return _expired(request, token)
    draft = drafts.load(request.session, appeal_id) or Draft(appeal_id)
    if request.method != "POST":
        return _show_supplement(request, token, draft, [])
    draft.type_in(typed(request, ("text",)))
    if removed := request.POST.get("remove"):
        draft.pictures = [p for p in draft.pictures if str(p) != removed]
    by = actions.citizen(region(), address_of(request))
    refused = pictures.keep(request.FILES.getlist("pictures"), by=by, owner=draft.owner, have=draft.pictures)
    drafts.save(request.session, draft)
    if removed:
        return HttpResponseRedirect(request.path)
    errors = [FieldError("pictures", words) for words in refused]
    if not errors:
        try:
            actions.supplement(
                by=by, token=request.POST.get("once", ""), appeal_id=appeal_id, text=draft.fields["text"],
                pictures=[p.id for p in pictures.listed(draft.pictures, draft.owner)], owner=draft.owner,
            )  # fmt: skip
        except Problem as refusal:
            errors = _errors(refusal)
    if errors:
        return _show_supplement(request, token, draft, errors)
    drafts.drop(request.session, appeal_id)
    return _done(token, "supplement")


@require_http_methods(["GET", "HEAD", "POST"])
@public_form
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """撤回, of one's own will."""
    return _act(request, token, "withdraw", "撤回诉求", questions.withdrawal(WITHDRAW_REASONS), _withdraw, _GONE)


@require_http_methods(["GET", "HEAD", "POST"])
@public_form
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """评价, once a round."""
    appeal_id = access.appeal_of(request.session, token)
    if appeal_id is None:
        return _expired()
    contact = tracking.asks_contact(queries.status(region(), appeal_id).standing)
    help_text = queries.texts(region())["pages"]["rating"]["help"]
    return _act(request, token, "rate", "评价", questions.rating(contact=contact), _rate, help_text)


def _act(
    request: HttpRequest,
    token: str,
    name: str,
    title: str,
    asked: dict[str, Question],
    work: Callable[..., None],
    intro: str,
) -> HttpResponse:
    """A page with one form: shown, checked, done, and back to the status."""
    appeal_id = access.appeal_of(request.session, token)
    if appeal_id is None:
        return _expired()
    sent = typed(request, tuple(asked)) if request.method == "POST" else {}
    errors: list[FieldError] = []
    if request.method == "POST":
        errors = asking.missing(asked, sent)
        try:
            if not errors:
                work(request, appeal_id, sent)
                return _done(token, name)
        except Problem as refusal:
            errors = _errors(refusal)
    shown = fields(asked, sent, errors)
    return page(
        request, "act", status=422 if errors else 200, title=title, intro=intro, name=name, token=token, fields=shown,
        errors=errors, once=uuid4().hex,
    )  # fmt: skip


def _withdraw(request: HttpRequest, appeal_id: UUID, sent: dict[str, str]) -> None:
    actions.withdraw(
        by=actions.citizen(region(), address_of(request)), token=request.POST.get("once", ""), appeal_id=appeal_id,
        reason=sent["reason"], willing=sent["willing"] == "yes",
    )  # fmt: skip


def _rate(request: HttpRequest, appeal_id: UUID, sent: dict[str, str]) -> None:
    contacted = sent["contacted"] == "yes" if sent.get("contacted") else None
    answer = Answer(contacted, Solved(sent["solved"]), Satisfaction(sent["satisfaction"]))
    actions.rate_round(
        by=actions.citizen(region(), address_of(request)), token=request.POST.get("once", ""), appeal_id=appeal_id,
        answer=answer, opinion=sent["opinion"],
    )  # fmt: skip


def _ask(request: HttpRequest, sent: dict[str, str], errors: list[FieldError], status: int = 422) -> HttpResponse:
    texts = queries.texts(region())["pages"]["tracking"]
    shown = fields(questions.tracking(), {**sent, "code": ""}, errors)
    return page(
        request, "track", status=status if errors else 200, texts=texts, fields=shown, errors=errors,
        expired="expired" in request.GET, left="left" in request.GET,
    )  # fmt: skip


def _show_supplement(request: HttpRequest, token: str, draft: Draft, errors: list[FieldError]) -> HttpResponse:
    shown = fields(questions.supplement(), draft.fields, errors)
    return page(
        request, "supplement", status=422 if errors else 200, token=token, fields=shown, errors=errors,
        pictures=pictures.listed(draft.pictures, draft.owner), most=filing.MOST_PICTURES, once=uuid4().hex,
    )  # fmt: skip


def _errors(refusal: Problem) -> list[FieldError]:
    """A refusal at its fields where it names some, else as a whole."""
    if isinstance(refusal, Invalid) and refusal.errors:
        return list(refusal.errors)
    if isinstance(refusal, Invalid):  # the form of before, with other words in it
        return [FieldError("form", "这张表刚才已经提交过，没有重复。要再提交一次，请再点一下按钮。")]
    return [FieldError("form", f"{refusal.title}。{refusal.detail}" if refusal.detail else refusal.title)]


def _done(token: str, name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("portal:status", args=[token]) + f"?done={name}")


def _expired(request: HttpRequest | None = None, token: str = "") -> HttpResponse:
    """The half hour is over: ask again. What was typed for a supplement is kept for then."""
    appeal_id = access.once_of(request.session, token) if request is not None and request.POST.get("text") else None
    if request is not None and appeal_id is not None:
        draft = drafts.load(request.session, appeal_id) or Draft(appeal_id)
        draft.type_in(typed(request, ("text",)))
        drafts.save(request.session, draft)
    return HttpResponseRedirect(reverse("portal:track") + "?expired=1")


def _digits(text: str) -> str:
    """As typed, without spaces and hyphens, full-width digits as plain ones."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c != "-")
