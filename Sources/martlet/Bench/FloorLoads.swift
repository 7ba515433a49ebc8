import NIOCore

/// Requests of one size to the floor that receives.
struct FloorReceiveLoad: Load {
    private let request: RequestBytes

    init(requestBytes: Int) {
        var frame = ByteBuffer()
        frame.writeInteger(Int32(requestBytes))
        frame.writeRepeatingByte(UInt8(ascii: "m"), count: requestBytes)
        request = RequestBytes([frame])
    }

    mutating func next(correlationID: Int32) -> UnsafeRawBufferPointer? {
        request.with(correlationID: correlationID)
    }

    mutating func answered(_ response: ByteBuffer) throws -> Int {
        request.bytes.count - 4
    }
}

/// Requests to the floor that sends, one at a time as of a consumer.
struct FloorSendLoad: Load {
    private var requests = FloorReceiveLoad(requestBytes: 64)
    private var isWaiting = false

    mutating func next(correlationID: Int32) -> UnsafeRawBufferPointer? {
        guard !isWaiting else { return nil }
        isWaiting = true
        return requests.next(correlationID: correlationID)
    }

    mutating func answered(_ response: ByteBuffer) throws -> Int {
        isWaiting = false
        return response.readableBytes - 4
    }
}
