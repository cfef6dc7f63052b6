"""Recordings for tests, made by hand: the boxes of each format around no sound worth hearing."""

import struct


def make_wav(seconds: float = 3.0, *, rate: int = 8_000) -> bytes:
    """Sixteen-bit silence."""
    sound = bytes(2 * round(rate * seconds))
    form = struct.pack("<HHIIHH", 1, 1, rate, 2 * rate, 2, 16)
    return b"RIFF" + struct.pack("<I", 36 + len(sound)) + b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(sound)) + sound  # fmt: skip


def make_webm(seconds: float = 3.0, *, cluster_ms: int = 1_000) -> bytes:
    """As Chromium records: segment and clusters of unknown length, a block every 20 ms, no duration."""
    parts = [_element(0x1A45DFA3, _element(0x4282, b"webm")), _open(0x18538067)]
    parts.append(_element(0x1549A966, _element(0x2AD7B1, (1_000_000).to_bytes(3))))
    last = round(1_000 * seconds) - 20
    for begin in range(0, last + 1, cluster_ms):
        parts += [_open(0x1F43B675), _element(0xE7, begin.to_bytes(4))]
        for at in range(begin, min(begin + cluster_ms, last + 1), 20):
            parts.append(_element(0xA3, b"\x81" + (at - begin).to_bytes(2) + b"\x80" + bytes(8)))
    return b"".join(parts)


def make_ogg(seconds: float = 3.0, *, skipped: int = 312) -> bytes:
    """The first page of Opus, and the last."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, skipped, 48_000, 0, 0)
    return _page(0, head) + _page(round(48_000 * seconds) + skipped, bytes(20))


def make_mp4(seconds: float = 3.0, *, fragmented: bool = False) -> bytes:
    """With its duration in the header; or in fragments, as written while somebody records."""
    rate = 48_000
    length = round(rate * seconds)
    header = _box(b"mvhd", bytes(12) + struct.pack(">II", 1_000, 0 if fragmented else round(1_000 * seconds)))
    track = _box(b"trak", _box(b"mdia", _box(b"mdhd", bytes(12) + struct.pack(">II", rate, 0))))
    parts = [_box(b"ftyp", b"isom" + bytes(4)), _box(b"moov", header + track)]
    if fragmented:
        run = struct.pack(">III", 0x100, 2, length // 2) + struct.pack(">I", length - length // 2)
        parts.append(_box(b"moof", _box(b"traf", _box(b"tfhd", bytes(8)) + _box(b"trun", run))))
    return b"".join([*parts, _box(b"mdat", bytes(100))])


def _element(name: int, data: bytes) -> bytes:
    return _id(name) + (len(data) | 1 << 28).to_bytes(4) + data


def _open(name: int) -> bytes:
    """An element whose length is not known yet."""
    return _id(name) + b"\x01" + b"\xff" * 7


def _id(name: int) -> bytes:
    return name.to_bytes((name.bit_length() + 7) // 8)


def _page(position: int, data: bytes) -> bytes:
    return b"OggS\x00\x00" + struct.pack("<qIIIB", position, 7, 0, 0, 1) + bytes([len(data)]) + data


def _box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", 8 + len(data)) + name + data
