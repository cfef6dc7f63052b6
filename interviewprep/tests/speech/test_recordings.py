"""What a recording is and how long it lasts is told from its content."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewprep.speech.recordings import NotARecording, identify
from interviewprep.testing.recordings import make_mp4, make_ogg, make_wav, make_webm

MAKERS = {
    "wav": make_wav,
    "webm": make_webm,
    "ogg": make_ogg,
    "mp4": make_mp4,
    "mp4 in fragments": lambda seconds: make_mp4(seconds, fragmented=True),
}


@pytest.mark.parametrize("seconds", [0.5, 3.0, 61.4])
@pytest.mark.parametrize("name", MAKERS)
def test_a_recording_says_what_it_is_and_how_long_it_lasts(name, seconds):
    assert identify(MAKERS[name](seconds)) == (name.split()[0], pytest.approx(seconds, abs=0.001))


def test_a_recording_that_was_cut_off_lasts_as_long_as_what_is_there():
    whole = make_webm(10)
    assert identify(whole[: len(whole) // 2]) == ("webm", pytest.approx(5, abs=0.1))
    assert identify(make_wav(10)[: 44 + 8_000]) == ("wav", 0.5)


NONE = {
    "nothing": b"",
    "words": b"Hello, this is no recording at all.",
    "a page": b"<!doctype html><title>It works!</title>",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "MP3, which tells no length": b"ID3\x04" + bytes(100),
    "WebM without sound": make_webm()[:60],
    "WebM of nonsense": b"\x1a\x45\xdf\xa3" + b"\x00" * 50,
    "Ogg that is no Opus": b"OggS" + bytes(100),
    "Ogg of less than nothing": make_ogg(-1),
    "WebM of no human clock": make_webm()
    .replace((1_000_000).to_bytes(3), b"\xff" * 3)
    .replace(b"\x2a\xd7\xb1\x10\x00\x00\x03", b"\x2a\xd7\xb1\x10\x00\x01\x90"),
    "WAV without a rate": make_wav()[:28] + bytes(4) + make_wav()[32:],
    "WAV without data": make_wav()[:30],
    "MP4 without a length": make_mp4(0),
    "MP4 of a box that never ends": b"\x00\x00\x00\x18ftypisom" + bytes(12) + b"\x00\x00\x00\x00moov" * 5,
}


@pytest.mark.parametrize("content", NONE.values(), ids=NONE)
def test_what_is_no_recording_is_told_from_one(content):
    with pytest.raises(NotARecording):
        identify(content)


STARTS = [
    b"",
    b"\x1a\x45\xdf\xa3",
    b"OggS",
    b"RIFF\x00\x00\x00\x00WAVE",
    b"\x00\x00\x00\x10ftyp",
    make_webm(0.2)[:80],
    make_mp4(1, fragmented=True),
]


@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=400))
def test_whatever_is_sent_is_measured_or_refused(start, rest):
    with contextlib.suppress(NotARecording):
        name, seconds = identify(start + rest)
        assert (name in MAKERS, seconds >= 0) == (True, True)


@pytest.mark.parametrize("at", range(0, 200, 3))
def test_a_damaged_recording_is_measured_or_refused(at):
    for make in MAKERS.values():
        content = bytearray(make(1))
        if at < len(content):
            content[at] ^= 0xFF
        with contextlib.suppress(NotARecording):
            assert identify(bytes(content))[1] >= 0
