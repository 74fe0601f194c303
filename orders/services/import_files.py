"""The uploaded files of imports: kept in pieces, read as a stream."""

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO

from orders.adapters.shops import OrderFile, open_orders
from orders.adapters.shops.decoding import Source
from orders.models import ImportChunk, OrderImport
from orders.rules.column_mapping import ColumnMapping

CHUNK_BYTES = 1_000_000


def in_memory(data: bytes) -> Source:
    """The bytes as a file that can be opened again and again."""
    return lambda: io.BytesIO(data)


def measure(source: Source) -> tuple[int, str]:
    """The size of a file in bytes and its SHA-256 digest."""
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(source):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def keep_file(order_import: OrderImport, source: Source) -> None:
    """Store the file with its import, piece by piece."""
    for position, piece in enumerate(_pieces(source)):
        ImportChunk.objects.create(order_import=order_import, position=position, content=piece)


class KeptFile:
    """The file of an import, opened anew each time; it knows how far it was read last."""

    def __init__(self, order_import: OrderImport) -> None:
        self.chunks = ImportChunk.objects.filter(order_import=order_import)
        self.count = self.chunks.count()
        self._stream: _ChunkStream | None = None

    def open(self) -> BinaryIO:
        """The file from its first byte; only one piece of it is in memory."""
        self._stream = _ChunkStream(self)
        return io.BufferedReader(self._stream)

    @property
    def share_read(self) -> float:
        """How much of it was read since it was opened last, from 0 to 1."""
        return self._stream.position / self.count if self._stream and self.count else 0.0


def open_import(order_import: OrderImport, kept: KeptFile | None = None) -> OrderFile:
    """The orders of an import's file. Raises FileRefused like the adapter."""
    mapping = order_import.mapping and ColumnMapping.from_json(order_import.mapping)
    source = (kept or KeptFile(order_import)).open
    return open_orders(source, order_import.format, mapping or None)


class _ChunkStream(io.RawIOBase):
    """The pieces of a kept file one after the other."""

    def __init__(self, kept: KeptFile) -> None:
        self.position = 0
        self._kept = kept
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Always: it is there to be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:
        """Fill the buffer from the present piece, or from the next one."""
        if not self._rest and self.position < self._kept.count:
            chunk = self._kept.chunks.get(position=self.position)
            self._rest, self.position = memoryview(chunk.content), self.position + 1
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _pieces(source: Source) -> Iterator[bytes]:
    with source() as stream:
        while piece := stream.read(CHUNK_BYTES):
            yield piece
