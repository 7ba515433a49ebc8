"""Record batches made by hand, right or wrong on purpose."""

import gzip
import struct

from support.messages import Message
from support.schema import Reader

CODEC_NUMBERS = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}
HEADER = struct.Struct(">qiibIhiqqqhii")


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def _entry(value):
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value


_TABLE = [_entry(value) for value in range(256)]


def zigzag(value):
    value = value << 1 ^ value >> 63
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def _sized(data):
    return zigzag(-1) if data is None else zigzag(len(data)) + data


def record(message, delta, timestamp_delta=0):
    headers = b"".join(_sized(name.encode()) + _sized(value) for name, value in message.headers)
    body = (
        b"\0"
        + zigzag(timestamp_delta)
        + zigzag(delta)
        + _sized(message.key)
        + _sized(message.value)
        + zigzag(len(message.headers))
        + headers
    )
    return zigzag(len(body)) + body


def batch(
    messages,
    *,
    compress=None,
    attributes=0,
    timestamp=0,
    producer_id=-1,
    producer_epoch=-1,
    base_sequence=-1,
    base_offset=0,
    count=None,
    last_offset_delta=None,
    magic=2,
    crc=None,
    length=None,
    records=None,
):
    """A batch of these messages. Each named argument replaces what would be right."""
    if records is None:
        records = b"".join(record(message, delta) for delta, message in enumerate(messages))
    if compress == "gzip":
        attributes, records = attributes | 1, gzip.compress(records)
    count = len(messages) if count is None else count
    last_offset_delta = len(messages) - 1 if last_offset_delta is None else last_offset_delta
    fields = [attributes, last_offset_delta, timestamp, timestamp, producer_id, producer_epoch, base_sequence]
    checked = struct.pack(">hiqqqhii", *fields, count) + records
    crc = crc32c(checked) if crc is None else crc
    length = 9 + len(checked) if length is None else length
    return struct.pack(">qiibI", base_offset, length, -1, magic, crc) + checked


def lines_batch(*values, **replaced):
    return batch([Message(value=value) for value in values], **replaced)


def batches(data):
    """(header fields, payload) of each whole batch; fetched data may end within one."""
    position = 0
    while len(data) - position >= HEADER.size:
        fields = HEADER.unpack_from(data, position)
        end = position + 12 + fields[1]
        if end > len(data):
            return
        yield fields, data[position + HEADER.size : end]
        position = end


def values(data):
    """(offset, value) of each record of fetched data. Uncompressed batches only."""
    found = []
    for fields, payload in batches(data):
        reader = Reader(payload)
        for _ in range(fields[-1]):
            _read_zigzag(reader), reader.take(1), _read_zigzag(reader)
            delta = _read_zigzag(reader)
            _read_bytes(reader)
            found.append((fields[0] + delta, _read_bytes(reader)))
            for _ in range(_read_zigzag(reader)):
                _read_bytes(reader), _read_bytes(reader)
    return found


def _read_zigzag(reader):
    value = reader.varint()
    return value >> 1 ^ -(value & 1)


def _read_bytes(reader):
    length = _read_zigzag(reader)
    return None if length < 0 else bytes(reader.take(length))
