"""Pictures: what Telegram takes as a photo."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Any

from tests.telegram_fake.rules import RefusedError

PNG = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 10_000
"""Width and height together."""


@dataclass(frozen=True)
class Picture:
    """A photo on Telegram's servers."""

    file_id: str
    content: bytes
    width: int
    height: int

    @property
    def as_json(self) -> list[dict[str, Any]]:
        """Its sizes as the Bot API has them, the smallest first; each has an id of its own."""
        small = {"file_id": f"{self.file_id}-small", "file_unique_id": f"{self.file_id}-su", "width": 90}
        large = {"file_id": self.file_id, "file_unique_id": f"{self.file_id}-u", "width": self.width}
        return [small | {"height": 90}, large | {"height": self.height, "file_size": len(self.content)}]


def read_size(content: bytes) -> tuple[int, int]:
    """Width and height of a picture that Telegram takes."""
    if not content:
        raise RefusedError("Bad Request: file must be non-empty")
    if len(content) > MOST_BYTES:
        raise RefusedError("Bad Request: file is too big")
    size = _png_size(content) if content.startswith(PNG) else _jpeg_size(content)
    if size is None:
        raise RefusedError("Bad Request: IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > MOST_PIXELS or max(size) > 20 * min(size):
        raise RefusedError("Bad Request: PHOTO_INVALID_DIMENSIONS")
    return size


def _png_size(content: bytes) -> tuple[int, int] | None:
    """The size in a PNG whose parts are all whole; None in another."""
    at, kinds, pixels = len(PNG), [], b""
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if content[at + 8 + length : at + 12 + length] != struct.pack(">I", zlib.crc32(kind + body)):
            return None
        kinds.append(kind)
        pixels += body if kind == b"IDAT" else b""
        at += 12 + length
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"]:
        return None
    try:
        zlib.decompress(pixels)
    except zlib.error:
        return None
    width, height = struct.unpack_from(">II", content, len(PNG) + 8)
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """The size in a JPEG from its frame header; None where there is none."""
    if not (content.startswith(b"\xff\xd8") and content.rstrip(b"\0").endswith(b"\xff\xd9")):
        return None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, (length,) = content[at + 1], struct.unpack_from(">H", content, at + 2)
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + length
    return None
