"""HTTP of calls that were, of the wallboard, of recordings, of skills."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from yihao.calls.actions import recordings, seats
from yihao.calls.api import schemas as s
from yihao.calls.queries import history
from yihao.calls.queries.wallboard import wallboard
from yihao.kernel.problems import Invalid
from yihao.organisation import queries as organisation
from yihao.organisation.http import Staff, answers, do_once, viewer
from yihao.organisation.values import Permission as P

router = Router(tags=["话务"])
_READ = Staff(P.TAKE_CALL, P.SUPERVISE_CALL, P.READ_ORDER)


@router.get("/wallboard", response=answers(s.WallboardOut), auth=Staff(P.SUPERVISE_CALL), summary="话务监控")
def read_wallboard(request: HttpRequest) -> Any:
    """The line now and today."""
    return wallboard(viewer(request))


@router.get("/calls", response=answers(s.CallsOut), auth=_READ, summary="通话记录")
def list_calls(request: HttpRequest, which: str = "mine", cursor: str = "") -> Any:
    """Calls, newest first: mine, missed, or all for who supervises."""
    if which not in ("mine", "missed", "all"):
        raise Invalid.field_error("which", "没有这个列表")
    return history.call_list(viewer(request), which=which, cursor=cursor)


@router.get("/calls/{uuid:call_id}", response=answers(s.CallOut), auth=_READ, summary="通话")
def read_call(request: HttpRequest, call_id: UUID) -> Any:
    """A call, whole: who took part and how long."""
    return history.call_whole(viewer(request), call_id)


@router.get("/appeals/{uuid:appeal_id}/calls", response=answers(s.OrderCallsOut), auth=_READ, summary="诉求的通话")
def calls_of_appeal(request: HttpRequest, appeal_id: UUID) -> Any:
    """The calls of an appeal's contact."""
    return {"rows": history.calls_of_appeal(viewer(request), appeal_id)}


@router.get("/recordings/{uuid:recording_id}/audio", auth=_READ, summary="播放录音", include_in_schema=False)
def play(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """The sound, in parts as a player asks for them. Each play-back is in the access log (领域档案 B7)."""
    return audio(recordings.play(doer=viewer(request), recording_id=recording_id, reason=""), request)


@router.get(
    "/recordings/{uuid:recording_id}/file",
    auth=Staff(P.DOWNLOAD_RECORDING),
    summary="下载录音",
    include_in_schema=False,
)
def download(request: HttpRequest, recording_id: UUID, reason: str = "") -> HttpResponse:
    """The recording as a file: with the right and a reason only, which are in the access log."""
    sound = recordings.download(doer=viewer(request), recording_id=recording_id, reason=reason)
    answer = audio(sound, request)
    answer["Content-Disposition"] = f'attachment; filename="{recording_id}.wav"'
    return answer


@router.put(
    "/accounts/{uuid:account_id}/skills", response=answers(s.SaidOut), auth=Staff(P.SUPERVISE_CALL), summary="设置技能"
)
def set_skills(request: HttpRequest, account_id: UUID, body: s.SkillsIn) -> Any:
    """What a person can take."""
    who = viewer(request)
    post = next(iter(who.posts_with(P.SUPERVISE_CALL)), None)

    def work() -> dict[str, Any]:
        seats.set_skills(by=organisation.actor(who, post), account_id=account_id, skills=body.skills)
        return {"message": "已设置技能"}

    return do_once(request, body, work)


def audio(body: bytes, request: HttpRequest) -> HttpResponse:
    """The bytes asked for (`Range`), so that a player can jump."""
    start, end, partly = 0, len(body) - 1, request.headers.get("Range", "")
    if partly.startswith("bytes="):
        first, _, last = partly.removeprefix("bytes=").partition("-")
        if first.isdigit():
            start, end = min(int(first), end), min(int(last), end) if last.isdigit() else end
    answer = HttpResponse(body[start : end + 1], content_type="audio/wav", status=206 if partly else 200)
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "no-store"
    if partly:
        answer["Content-Range"] = f"bytes {start}-{end}/{len(body)}"
    return answer
