"""A real browser for tests marked `browser`.

`browser` is one Chromium for the session; `new_page` opens pages in a fresh context each; `page` is one such page.
"""

import os
import shutil
import wave
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from yihao.calls.telephones.sound import tone

_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_TELEPHONE_FLAGS = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--autoplay-policy=no-user-gesture-required",
]
"""A browser without sound devices on a machine without a network is a telephone with these."""
_PATIENCE_MS = 30_000
"""A browser shares two cores with the other half of the suite: how long to wait for what has to come says nothing about speed."""
expect.set_options(timeout=_PATIENCE_MS)
MICROPHONE_HERTZ = 900
"""The tone that a browser's microphone hears."""
_LISTEN = """
() => {
  const heard = window.__heard = [];
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(...given) {
      super(...given);
      this.addEventListener("track", ({ track }) => {
        if (track.kind !== "audio") return;
        const context = new AudioContext({ sampleRate: 8000 });
        const ear = context.createAnalyser();
        ear.fftSize = 4096;
        ear.smoothingTimeConstant = 0;
        context.createMediaStreamSource(new MediaStream([track])).connect(ear);
        heard.push(ear);
        track.addEventListener("ended", () => heard.splice(heard.indexOf(ear), 1));
      });
    }
  };
}
"""
_HEARD = """
() => {
  const ear = window.__heard.at(-1);
  if (!ear) return [];
  const levels = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(levels);
  const peaks = [];
  for (let i = 2; i < levels.length - 2; i++) {
    const around = [levels[i - 2], levels[i - 1], levels[i + 1], levels[i + 2]];
    if (levels[i] > -45 && around.every((each) => levels[i] >= each)) peaks.push([levels[i], i * 8000 / 4096]);
  }
  peaks.sort((one, other) => other[0] - one[0]);
  return peaks.filter(([level]) => level > peaks[0][0] - 14).map(([, hertz]) => Math.round(hertz));
}
"""

OpenPage = Callable[..., Page]


def chromium() -> str | None:
    """Path of the Chromium on this machine, None when there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium; without one the tests are skipped (`bin/test` tells how to have it, CI fails)."""
    executable = chromium()
    if executable is None:
        pytest.skip("没有 Chromium，浏览器测试未运行")
    # Playwright's synchronous interface keeps an event loop in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def telephone_browser(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A second Chromium whose microphone hears a tone. (Depends on the first, for one Playwright runs at a time.)"""
    sound = tmp_path_factory.mktemp("microphone") / "tone.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(tone(MICROPHONE_HERTZ) * 10)
    flags = [*_FLAGS, *_TELEPHONE_FLAGS, f"--use-file-for-fake-audio-capture={sound}"]
    running = browser.browser_type.launch(executable_path=chromium(), args=flags)
    yield running
    running.close()


@pytest.fixture
def telephone_page(telephone_browser: Browser) -> Iterator[OpenPage]:
    """Opens pages of a browser that is a telephone: its microphone hears `MICROPHONE_HERTZ`, `heard_in(page)` tells what
    its loudspeaker plays."""
    contexts = []

    def open_page(**options: Any) -> Page:
        given = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "permissions": ["microphone"], **options}
        context = telephone_browser.new_context(**given)
        context.set_default_timeout(_PATIENCE_MS)
        context.add_init_script(f"({_LISTEN})()")
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def heard_in(page: Page) -> list[int]:
    """The frequencies that a page of `telephone_page` plays from its call now, the loudest first, to within 4 hertz."""
    found: list[int] = page.evaluate(_HEARD)
    return found


@pytest.fixture
def new_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens a page in a context of its own (its own cookies): `new_page(base_url=…, java_script_enabled=False)`."""
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options})
        context.set_default_timeout(_PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: OpenPage) -> Page:
    """One page with its own cookies; addresses are absolute."""
    return new_page()
