"""What a recording is and how long it lasts, told from its content alone: a header or a name could say anything. Pure.

WebM, Ogg, MP4 and WAV are what browsers record. Only the boxes around the sound are read, never the sound.
"""

from collections.abc import Callable, Iterator

MAX_ELEMENTS = 200_000  # more than an hour has; a forged file must not keep us busy

EBML, SEGMENT, INFO, SCALE, DURATION = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
CLUSTER, TIMESTAMP, SIMPLE_BLOCK, GROUP, BLOCK = 0x1F43B675, 0xE7, 0xA3, 0xA0, 0xA1
WEBM_PARENTS = frozenset({SEGMENT, INFO, CLUSTER, GROUP})
OPUS_RATE = 48_000
BLOCK_SECONDS = 0.02  # what one block of Opus lasts: the last one counts too


class NotARecording(Exception):
    """The content is of no known format, or does not say how long it lasts."""


def identify(content: bytes) -> tuple[str, float]:
    """The format (webm, ogg, mp4 or wav) and the seconds of sound. Raises ``NotARecording``."""
    for name, (is_it, measure) in FORMATS.items():
        if is_it(content):
            try:
                return name, measure(content)
            except (IndexError, ValueError, ArithmeticError) as error:
                raise NotARecording from error
    raise NotARecording


# ------------------------------------------------------------------ WebM


def _measure_webm(content: bytes) -> float:
    """Until the last block: a browser writes no duration, since it does not know it when it begins."""
    scale, cluster, last = 1_000_000, 0, -1
    for element, start, end in _webm_elements(content):
        if element == SCALE:
            scale = int.from_bytes(content[start:end])
        elif element == TIMESTAMP:
            cluster = int.from_bytes(content[start:end])
        elif element in (SIMPLE_BLOCK, BLOCK):
            track_end = start + _vint_length(content[start])
            relative = int.from_bytes(content[track_end : track_end + 2], signed=True)
            last = max(last, cluster + relative)
    if last < 0:
        raise NotARecording
    return last * scale / 1e9 + BLOCK_SECONDS


def _webm_elements(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Each element's id and where its data stand; parents are stepped into, so that unknown lengths do not matter."""
    at = 0
    for _ in range(MAX_ELEMENTS):
        if at >= len(content):
            return
        id_length = _vint_length(content[at])
        element = int.from_bytes(content[at : at + id_length])
        at += id_length
        if at >= len(content):
            return  # cut off where the recording was
        size_length = _vint_length(content[at])
        size = int.from_bytes(content[at : at + size_length]) & ((1 << 7 * size_length) - 1)
        at += size_length
        if element in WEBM_PARENTS:
            continue
        yield element, at, at + size
        at += size
    raise NotARecording


def _vint_length(first: int) -> int:
    if first == 0:
        raise NotARecording
    return 9 - first.bit_length()


# ------------------------------------------------------------------ Ogg


def _measure_ogg(content: bytes) -> float:
    """By the position that the last page names, in samples of Opus, whose rate is fixed."""
    if b"OpusHead" not in content[:100]:
        raise NotARecording
    head = content.index(b"OpusHead")
    skipped = int.from_bytes(content[head + 10 : head + 12], "little")
    last = content.rindex(b"OggS")
    position = int.from_bytes(content[last + 6 : last + 14], "little", signed=True)
    if position < skipped:
        raise NotARecording
    return (position - skipped) / OPUS_RATE


# ------------------------------------------------------------------ MP4

MP4_PARENTS = frozenset({b"moov", b"trak", b"mdia", b"moof", b"traf", b"mvex"})


def _measure_mp4(content: bytes) -> float:
    """By the header where it knows, else by the fragments, which are written while somebody records."""
    scale, duration, media_scale, default, fragments = 0, 0, 0, 0, 0
    for name, box in _mp4_boxes(content):
        if name == b"mvhd":
            scale, duration = _read_times(box)
        elif name == b"mdhd":
            media_scale, _ = _read_times(box)
        elif name in (b"trex", b"tfhd"):
            default = _read_default(name, box) or default
        elif name == b"trun":
            fragments += _read_run(box, default)
    seconds = duration / scale if duration else fragments / media_scale
    if seconds <= 0:
        raise NotARecording
    return seconds


def _mp4_boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(MAX_ELEMENTS):
        if at + 8 > len(content):
            return
        size, name, head = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16]), 16
        if name in MP4_PARENTS:
            at += head
            continue
        if size < head:
            return  # the last box, which lasts until the end
        yield name, content[at + head : at + size]
        at += size
    raise NotARecording


def _read_times(box: bytes) -> tuple[int, int]:
    """Units a second, and how many of them it lasts."""
    width = 8 if box[0] == 1 else 4
    at = 4 + 2 * width
    duration = int.from_bytes(box[at + 4 : at + 4 + width])
    return int.from_bytes(box[at : at + 4]), 0 if duration == 2 ** (8 * width) - 1 else duration


def _read_default(name: bytes, box: bytes) -> int:
    """How long a sample lasts where a run does not say: for the track, or for one fragment."""
    if name == b"trex":
        return int.from_bytes(box[12:16])
    flags = int.from_bytes(box[1:4])
    at = 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
    return int.from_bytes(box[at : at + 4]) if flags & 0x8 else 0


def _read_run(box: bytes, default: int) -> int:
    """How long all samples of a run last."""
    flags, count = int.from_bytes(box[1:4]), int.from_bytes(box[4:8])
    if not flags & 0x100:
        return count * default
    start = 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    step = 4 * sum(bool(flags & each) for each in (0x100, 0x200, 0x400, 0x800))
    if start + count * step > len(box):
        raise NotARecording
    return sum(int.from_bytes(box[at : at + 4]) for at in range(start, start + count * step, step))


# ------------------------------------------------------------------ WAV


def _measure_wav(content: bytes) -> float:
    rate = int.from_bytes(content[28:32], "little")
    data = content.index(b"data", 12)
    said = int.from_bytes(content[data + 4 : data + 8], "little")
    return min(said, len(content) - data - 8) / rate


FORMATS: dict[str, tuple[Callable[[bytes], bool], Callable[[bytes], float]]] = {
    "webm": (lambda content: content.startswith(EBML.to_bytes(4)), _measure_webm),
    "ogg": (lambda content: content.startswith(b"OggS"), _measure_ogg),
    "mp4": (lambda content: content[4:8] == b"ftyp", _measure_mp4),
    "wav": (lambda content: content[:4] == b"RIFF" and content[8:12] == b"WAVE", _measure_wav),
}
