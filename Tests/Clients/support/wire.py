"""A connection on which a test decides each byte."""

import socket
import struct
import time

from support.schema import APIS, BY_KEY, Reader

NONE = 0
OFFSET_OUT_OF_RANGE = 1
CORRUPT_MESSAGE = 2
UNKNOWN_TOPIC_OR_PARTITION = 3
NOT_LEADER_OR_FOLLOWER = 6
MESSAGE_TOO_LARGE = 10
INVALID_TOPIC = 17
NOT_ENOUGH_REPLICAS = 19
INVALID_REQUIRED_ACKS = 21
INVALID_TIMESTAMP = 32
UNSUPPORTED_VERSION = 35
TOPIC_ALREADY_EXISTS = 36
INVALID_PARTITIONS = 37
INVALID_REPLICATION_FACTOR = 38
INVALID_CONFIG = 40
INVALID_REQUEST = 42
OUT_OF_ORDER_SEQUENCE_NUMBER = 45
INVALID_PRODUCER_EPOCH = 47
KAFKA_STORAGE_ERROR = 56
FETCH_SESSION_ID_NOT_FOUND = 70
INVALID_FETCH_SESSION_EPOCH = 71
FENCED_LEADER_EPOCH = 74
UNKNOWN_LEADER_EPOCH = 75
UNSUPPORTED_COMPRESSION_TYPE = 76
STALE_BROKER_EPOCH = 77
INVALID_RECORD = 87
UNKNOWN_TOPIC_ID = 100


class Closed(Exception):
    """The broker closed the connection."""


class Connection:
    def __init__(self, broker, timeout=10, receive_buffer=None):
        self.socket = socket.socket()
        self.socket.settimeout(timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.connect(("127.0.0.1", broker.port))
        self.correlation = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def send_frame(self, data):
        self.send(struct.pack(">i", len(data)) + data)

    def receive_frame(self):
        return self._exactly(struct.unpack(">i", self._exactly(4))[0])

    def _exactly(self, count):
        data = bytearray()
        while len(data) < count:
            try:
                more = self.socket.recv(min(count - len(data), 1 << 20))
            except ConnectionResetError:
                raise Closed from None
            if not more:
                raise Closed
            data += more
        return bytes(data)

    def is_closed(self, within=10):
        """Waits for the broker to close; anything else that it sends is read and dropped."""
        self.socket.settimeout(within)
        try:
            while self.socket.recv(1 << 16):
                pass
            return True
        except (ConnectionResetError, BrokenPipeError):
            return True
        except TimeoutError:
            return False

    def send_request(self, name, version, **fields):
        """Returns the correlation id."""
        api = APIS[name]
        self.correlation += 1
        body = api.request.encode(fields, version)
        self.send_frame(header(api.key, version, self.correlation, version in api.flexible) + body)
        return self.correlation

    def receive_response(self, name, version, correlation=None):
        api, reader = APIS[name], Reader(self.receive_frame())
        received = reader.number("i")
        assert received == (self.correlation if correlation is None else correlation)
        if api.response_header_is_flexible(version):
            assert reader.varint() == 0, "no tags are known in a response header"
        return api.response.decode(reader.data[reader.position :], version)

    def request(self, name, version=None, **fields):
        version = APIS[name].versions.last if version is None else version
        self.send_request(name, version, **fields)
        return self.receive_response(name, version)

    # What many tests need of single requests.

    def topic_id(self, topic):
        topics = [{"name": topic}]
        answer = self.request("Metadata", 12, topics=topics, allowAutoTopicCreation=False)
        return answer["topics"][0]["topicId"]

    def create_topic(self, topic, partitions=1, **configs):
        configs = [{"name": k.replace("_", "."), "value": str(v)} for k, v in configs.items()]
        wanted = {"name": topic, "numPartitions": partitions, "replicationFactor": 1, "configs": configs}
        answer = self.request("CreateTopics", 7, topics=[wanted], timeoutMs=10000)["topics"][0]
        assert answer["errorCode"] == NONE, answer
        return answer["topicId"]

    def produce(self, topic, records, version=9, partition=0, acks=-1, **fields):
        """The answer for the one partition; None with acks=0."""
        which = {"topicId": self.topic_id(topic)} if version >= 13 else {"name": topic}
        part = {"index": partition, "records": records}
        fields = {"acks": acks, "timeoutMs": 10000, **fields}
        self.send_request("Produce", version, topicData=[{**which, "partitionData": [part]}], **fields)
        if acks == 0:
            return None
        answer = self.receive_response("Produce", version)
        return answer["responses"][0]["partitionResponses"][0]

    def wait_for(self, topic, partition=0, timeout=20):
        """After a start logs may still be opening; clients are told to come again."""
        deadline = time.monotonic() + timeout
        while self.fetch(topic, 0, partition=partition, maxWaitMs=0)["errorCode"] == NOT_LEADER_OR_FOLLOWER:
            assert time.monotonic() < deadline, f"{topic} is not served"
            time.sleep(0.02)

    def fetch(self, topic, offset=0, version=12, partition=0, limit=1 << 20, **fields):
        """The answer for the one partition, without a session."""
        part = {"partition": partition, "fetchOffset": offset, "partitionMaxBytes": limit}
        which = {"topicId": self.topic_id(topic)} if version >= 13 else {"topic": topic}
        fields = {"maxWaitMs": 500, "minBytes": 1, "maxBytes": 1 << 26, **fields}
        answer = self.request("Fetch", version, topics=[{**which, "partitions": [part]}], **fields)
        assert answer.get("errorCode", NONE) == NONE, answer
        return answer["responses"][0]["partitions"][0]


def header(key, version, correlation=1, flexible=None):
    """A request header; flexible as the API says, unless told."""
    if flexible is None:
        flexible = key in BY_KEY and version in BY_KEY[key].flexible
    client = b"test"
    fields = struct.pack(">hhih", key, version, correlation, len(client)) + client
    return fields + (b"\0" if flexible else b"")
