import NIOCore

extension FrameDecoder {
    /// The smallest header of a request: API key, API version, correlation id.
    package static let minimumRequestBytes = 8
    /// The smallest header of a response: correlation id.
    package static let minimumResponseBytes = 4
}

/// Makes a channel read into its decoder's buffers.
// Sendable: the channel asks for buffers on its event loop only, where the connection uses the decoder too.
final class FrameReader: @unchecked Sendable {
    var decoder: FrameDecoder

    init(_ decoder: FrameDecoder) {
        self.decoder = decoder
    }

    /// Makes the channel read for this decoder, one buffer at a time.
    func install(on channel: any Channel) throws {
        guard let options = channel.syncOptions else { return }
        try options.setOption(.maxMessagesPerRead, value: 1)
        try options.setOption(.recvAllocator, value: self)
    }
}

extension FrameReader: RecvByteBufferAllocator {
    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer { decoder.lend() }

    // No size, and always perhaps a larger one next time: both keep the channel from reusing a buffer of its
    // own.
    func nextBufferSize() -> Int? { nil }
    func record(actualReadBytes: Int) -> Bool { true }
}
