"""Encodes and decodes any message in any version, from the project's schemas.

Messages are dictionaries. An encoder checks nothing: a test may send what no client would.
"""

import pathlib
import struct
import uuid

SCHEMAS = pathlib.Path(__file__).parents[3] / "Sources/MartletProtocol/Schemas"

_FIXED = {
    "bool": "?",
    "int8": "b",
    "int16": "h",
    "int32": "i",
    "int64": "q",
    "uint16": "H",
    "uint32": "I",
    "float64": "d",
}
_MODEL = {
    "BrokerID": "int32",
    "PartitionIndex": "int32",
    "LeaderEpoch": "int32",
    "PartitionEpoch": "int32",
    "Offset": "int64",
    "ProducerID": "int64",
    "BrokerEpoch": "int64",
    "ErrorCode": "int16",
    "ProducerEpoch": "int16",
    "TopicID": "uuid",
    "DirectoryID": "uuid",
    "Uuid": "uuid",
}
NO_ID = uuid.UUID(int=0)


class Versions:
    def __init__(self, text):
        first, _, last = text.partition("-")
        self.first = 1 << 15 if text == "none" else int(first.rstrip("+"))
        self.last = 1 << 15 if text.endswith("+") else int(last or first) if text != "none" else -1

    def __contains__(self, version):
        return self.first <= version <= self.last


class Field:
    def __init__(self, line):
        self.name, kind, versions, *attributes = line.split()
        self.is_array = kind.startswith("[]")
        self.kind = _MODEL.get(kind.removeprefix("[]"), kind.removeprefix("[]"))
        self.versions = Versions(versions)
        marks = dict(mark.partition(":")[::2] for mark in attributes)
        self.null = Versions(marks.get("null", "none"))
        self.tag = int(marks["tag"].partition("@")[0]) if "tag" in marks else None
        self.compact = "noncompact" not in marks
        self.default_text = marks.get("default")
        self.fields = []

    @property
    def is_struct(self):
        return self.kind[0].isupper()

    def default(self, version):
        if self.default_text == "null" or (self.kind == "records" and self.default_text is None):
            return None
        if self.is_array:
            return []
        if self.is_struct:
            return {f.name: f.default(version) for f in self.fields if version in f.versions}
        if self.kind in ("bytes", "records"):
            return b""
        if self.kind == "uuid":
            return NO_ID
        text = self.default_text
        if self.kind == "string":
            return text or ""
        if self.kind == "bool":
            return text == "true"
        return 0 if text is None else float(text) if self.kind == "float64" else int(text, 0)


class Message:
    def __init__(self, fields, versions, flexible):
        self.fields, self.versions, self.flexible = fields, versions, flexible

    def encode(self, value, version):
        out = bytearray()
        _write_fields(out, self.fields, value, version, version in self.flexible)
        return bytes(out)

    def decode(self, data, version):
        """All bytes must be used."""
        reader = Reader(data)
        value = self.read(reader, version)
        assert reader.position == len(data), f"{len(data) - reader.position} bytes too many"
        return value

    def read(self, reader, version):
        return _read_fields(reader, self.fields, version, version in self.flexible)


class Api:
    def __init__(self, path):
        heading, *body = path.read_text().splitlines()
        _, key, self.name, *attributes = heading.split()
        marks = dict(attribute.partition(":")[::2] for attribute in attributes)
        self.key = int(key)
        self.versions, self.flexible = Versions(marks["versions"]), Versions(marks["flexible"])
        parts = {"request": [], "response": []}
        part = None
        for line in body:
            if line.strip() in parts:
                part = parts[line.strip()]
            elif line.strip() and not line.strip().startswith("#"):
                part.append(line)
        self.request = Message(_parse(parts["request"]), self.versions, self.flexible)
        self.response = Message(_parse(parts["response"]), self.versions, self.flexible)

    def response_header_is_flexible(self, version):
        # A client reads this answer before it knows what the broker speaks.
        return self.name != "ApiVersions" and version in self.flexible


def _parse(lines):
    """Two more spaces are one level down; `struct Name` is used by fields that have no lines of their own."""
    root = Field("root Root 0+")
    open_fields = [(-1, root)]
    named = {}
    for line in lines:
        depth = len(line) - len(line.lstrip())
        while open_fields[-1][0] >= depth:
            open_fields.pop()
        if line.split()[0] == "struct":
            field = Field(f"- {line.split()[1]} 0+")
            named[field.kind] = field
        else:
            field = Field(line)
            open_fields[-1][1].fields.append(field)
        open_fields.append((depth, field))
    pending = [root, *named.values()]
    while pending:
        field = pending.pop()
        if field.is_struct and not field.fields and field.kind in named:
            field.fields = named[field.kind].fields
        elif field is not root or field.fields:
            pending += field.fields
    return root.fields


class Reader:
    def __init__(self, data):
        self.data, self.position = data, 0

    def take(self, count):
        assert 0 <= count <= len(self.data) - self.position, "the message ends too early"
        self.position += count
        return self.data[self.position - count : self.position]

    def number(self, form):
        return struct.unpack(">" + form, self.take(struct.calcsize(form)))[0]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _write_fields(out, fields, value, version, flexible):
    tagged = {}
    for field in fields:
        if version not in field.versions:
            continue
        item = value.get(field.name, field.default(version))
        if field.tag is None:
            _write(out, field, item, version, flexible)
        elif item != field.default(version):
            tagged[field.tag] = bytearray()
            _write(tagged[field.tag], field, item, version, flexible)
    if flexible:
        out += varint(len(tagged))
        for tag, content in sorted(tagged.items()):
            out += varint(tag) + varint(len(content)) + content


def _write(out, field, value, version, flexible):
    compact = flexible and field.compact
    if field.is_array:
        _write_length(out, None if value is None else len(value), "i", compact)
        for item in value or []:
            _write_one(out, field, item, version, flexible)
    else:
        _write_one(out, field, value, version, flexible)


def _write_one(out, field, value, version, flexible):
    compact = flexible and field.compact
    if field.kind in _FIXED:
        out += struct.pack(">" + _FIXED[field.kind], value)
    elif field.kind == "uuid":
        out += value.bytes
    elif field.is_struct:
        if version in field.null and not field.is_array:
            out += b"\xff" if value is None else b"\x01"
            if value is None:
                return
        _write_fields(out, field.fields, value, version, flexible)
    else:
        data = value.encode() if isinstance(value, str) else value
        _write_length(
            out, None if data is None else len(data), "h" if field.kind == "string" else "i", compact
        )
        out += data or b""


def _write_length(out, length, form, compact):
    if compact:
        out += varint(0 if length is None else length + 1)
    else:
        out += struct.pack(">" + form, -1 if length is None else length)


def _read_fields(reader, fields, version, flexible):
    present = [field for field in fields if version in field.versions]
    value = {
        field.name: _read(reader, field, version, flexible) if field.tag is None else field.default(version)
        for field in present
    }
    if flexible:
        tags = {field.tag: field for field in present if field.tag is not None}
        for _ in range(reader.varint()):
            tag, size = reader.varint(), reader.varint()
            content = Reader(reader.take(size))
            if tag in tags:
                value[tags[tag].name] = _read(content, tags[tag], version, flexible)
    return value


def _read(reader, field, version, flexible):
    if not field.is_array:
        return _read_one(reader, field, version, flexible)
    count = _read_length(reader, "i", flexible and field.compact)
    return None if count < 0 else [_read_one(reader, field, version, flexible) for _ in range(count)]


def _read_one(reader, field, version, flexible):
    if field.kind in _FIXED:
        return reader.number(_FIXED[field.kind])
    if field.kind == "uuid":
        return uuid.UUID(bytes=bytes(reader.take(16)))
    if field.is_struct:
        if version in field.null and not field.is_array and reader.number("b") < 0:
            return None
        return _read_fields(reader, field.fields, version, flexible)
    length = _read_length(reader, "h" if field.kind == "string" else "i", flexible and field.compact)
    if length < 0:
        return None
    data = bytes(reader.take(length))
    return data.decode() if field.kind == "string" else data


def _read_length(reader, form, compact):
    return reader.varint() - 1 if compact else reader.number(form)


APIS = {api.name: api for api in map(Api, sorted(SCHEMAS.glob("Api/*.schema")))}
BY_KEY = {api.key: api for api in APIS.values()}
