"""Whether an answer is speech that every browser plays, told from its content alone: MP3, frame after frame. Pure."""

FRAME_HEADER_BYTES, TAG_HEADER_BYTES = 4, 10
SYNC, LAYER_3, MPEG_1 = 0x7FF, 1, 3
LONGEST_REST_BYTES = 2_048  # a tag at the end, or a frame that was cut off
# Kilobits a second, by what the header says; 0 says nothing that could be followed, and 15 is forbidden.
RATES_OF_MPEG_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
RATES_OF_MPEG_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
SAMPLES_A_SECOND = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


class NotASound(Exception):
    """The content is no MP3, or not only."""


def measure_mp3(content: bytes) -> float:
    """The seconds of sound. Raises ``NotASound`` unless frames follow each other from the beginning to the end."""
    at, seconds = _end_of_tag(content), 0.0
    while frame := _read_frame(content[at : at + FRAME_HEADER_BYTES]):
        size, lasts = frame
        if at + size > len(content):
            break
        at, seconds = at + size, seconds + lasts
    if not seconds or len(content) - at > LONGEST_REST_BYTES:
        raise NotASound
    return seconds


def _end_of_tag(content: bytes) -> int:
    """Where the sound begins: some encoders write about it first."""
    if not content.startswith(b"ID3") or len(content) < TAG_HEADER_BYTES:
        return 0
    size = 0
    for byte in content[6:TAG_HEADER_BYTES]:
        size = size << 7 | byte & 0x7F
    return TAG_HEADER_BYTES + size


def _read_frame(header: bytes) -> tuple[int, float] | None:
    """The bytes and the seconds of a frame; none where there is no frame."""
    bits = int.from_bytes(header)
    version, layer = bits >> 19 & 3, bits >> 17 & 3
    rate, frequency, padding = bits >> 12 & 15, bits >> 10 & 3, bits >> 9 & 1
    is_frame = len(header) == FRAME_HEADER_BYTES and bits >> 21 == SYNC and layer == LAYER_3
    if not (
        is_frame
        and version in SAMPLES_A_SECOND
        and 0 < rate < len(RATES_OF_MPEG_1)
        and frequency < len(SAMPLES_A_SECOND[version])
    ):
        return None
    rates, samples = (RATES_OF_MPEG_1, 1_152) if version == MPEG_1 else (RATES_OF_MPEG_2, 576)
    hertz = SAMPLES_A_SECOND[version][frequency]
    return samples // 8 * rates[rate] * 1_000 // hertz + padding, samples / hertz
