"""The browser of the tests speaks with a tone and tells what it plays: without that, tests of browser seats mean nothing."""

import pytest
from playwright.sync_api import Page, Route

from tests.browser import MICROPHONE_HERTZ, OpenPage, heard_in
from tests.telephone import until

_TALK_WITH_ONESELF = """
async () => {
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
  here.onicecandidate = ({ candidate }) => there.addIceCandidate(candidate);
  there.onicecandidate = ({ candidate }) => here.addIceCandidate(candidate);
  there.ontrack = ({ streams }) => { const player = new Audio(); player.srcObject = streams[0]; player.play(); };
  const mine = await navigator.mediaDevices.getUserMedia({ audio: true });
  mine.getTracks().forEach((track) => here.addTrack(track, mine));
  await here.setLocalDescription();
  await there.setRemoteDescription(here.localDescription);
  await there.setLocalDescription();
  await here.setRemoteDescription(there.localDescription);
  window.mine = mine;
}
"""


def _empty(route: Route) -> None:
    route.fulfill(body="<!doctype html><title>t</title>", content_type="text/html")


def near(page: Page, hertz: int) -> bool:
    return [abs(each - hertz) <= 8 for each in heard_in(page)] == [True]


@pytest.mark.browser
def test_its_microphone_is_heard_until_it_is_muted(telephone_page: OpenPage) -> None:
    page = telephone_page()
    page.route("**/*", _empty)
    page.goto("http://127.0.0.1:9/")
    assert heard_in(page) == []
    page.evaluate(_TALK_WITH_ONESELF)
    until(lambda: near(page, MICROPHONE_HERTZ))
    page.evaluate("() => mine.getTracks().forEach((track) => { track.enabled = false; })")
    until(lambda: heard_in(page) == [])
