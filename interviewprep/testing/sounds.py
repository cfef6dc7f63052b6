"""MP3 made by hand: a hum, so that whoever tries it hears something."""

FRAME_BYTES, FRAME_SECONDS = 144, 1_152 / 32_000
HEADER = b"\xff\xfb\x18\xc0"  # MPEG-1 layer III, 32 kbit/s, 32 kHz, mono: a frame needs no padding
GAIN = 186
SIDE_BYTES = 17


def make_mp3(seconds: float = 0.5, *, line: int = 16) -> bytes:
    """One line of the spectrum, of 576 up to 16 kHz: 16 is somewhat above the tuning fork."""
    return round(seconds / FRAME_SECONDS) * _make_frame(line)


def _make_frame(line: int) -> bytes:
    """Two granules alike: nothing in the lines below, one in this, nothing above. By the first Huffman table, 1 is a pair of nothings."""
    pairs = line // 2 + 1
    sound = "1" * (pairs - 1) + ("001" if line % 2 else "01") + "0"
    granule = f"{len(sound):012b}{pairs:09b}{GAIN:08b}{0:04b}0" + f"{1:05b}" * 3 + f"{0:04b}{0:03b}000"
    side = f"{0:09b}{0:05b}{0:04b}" + granule * 2
    return HEADER + _pack(side, SIDE_BYTES) + _pack(sound * 2, FRAME_BYTES - len(HEADER) - SIDE_BYTES)


def _pack(bits: str, size: int) -> bytes:
    return int(bits.ljust(8 * size, "0"), 2).to_bytes(size)
