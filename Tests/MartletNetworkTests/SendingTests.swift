import MartletNetwork
import MartletStorage
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// How responses get to clients that read them, and to those that do not.
@Suite(.timeLimit(.minutes(2))) struct SendingTests {
    /// A response of a head, a part of the file, and a tail.
    private func response(_ slice: FileSlice) -> [ByteSource] {
        var head = ByteBuffer(integer: Int32(slice.byteCount + 6))
        head.writeString("head")
        return [.buffer(head), .file(slice), .buffer(ByteBuffer(string: "!?"))]
    }

    @Test(arguments: [0, 1, 5_000, 1 << 20, 5_000_000])
    func `files are sent between the bytes around them`(count: Int) async throws {
        let bytes = pattern(count + 100)
        let files: [any File] = [try TemporaryFile(bytes), MemoryFile(bytes)]
        for file in files {
            let slice = FileSlice(file: file, position: 50, byteCount: count)
            let receiver = TestReceiver { _, token, connection in
                connection.complete(token, with: .response(response(slice)))
            }
            try await withServer(receiver) { listener in
                try await withRawClient(port: listener.port) { client in
                    for id in Int32(1)...3 { try await client.send(request(id)) }
                    for _ in 1...3 {
                        let frame = try #require(try await client.readFrame())
                        var expected = ByteBuffer(string: "head")
                        expected.writeImmutableBuffer(bytes.getSlice(at: 50, length: count) ?? ByteBuffer())
                        expected.writeString("!?")
                        #expect(frame == expected)
                    }
                }
            }
        }
    }

    @Test func `the file stays open until it is sent`() async throws {
        let bytes = pattern(8_000_000)
        let file = Mutex<TemporaryFile?>(try TemporaryFile(bytes))
        let receiver = TestReceiver { _, token, connection in
            guard let file = file.withLock({ $0.take() }) else { return }
            let slice = FileSlice(file: file, position: 0, byteCount: 8_000_000)
            connection.complete(token, with: .response([.file(slice)]))
        }
        try await withServer(receiver) { listener in
            try await withRawClient(port: listener.port) { client in
                try await client.send(request(1))
                #expect(try await client.read(8_000_000) == bytes)
            }
        }
    }

    @Test func `a file that ends too early closes the connection`() async throws {
        let file = try TemporaryFile(pattern(1_000))
        let receiver = TestReceiver { _, token, connection in
            let slice = FileSlice(file: file, position: 500, byteCount: 501)
            connection.complete(token, with: .response([.file(slice)]))
        }
        try await withServer(receiver) { listener in
            try await withRawClient(port: listener.port) { client in
                try await client.send(request(1))
                #expect(await client.readToEnd().readableBytes == 0)
            }
            #expect(await receiver.closeReasons(1) == [.fileCutShort(path: file.path)])
        }
    }

    @Test func `a file that is cut while it is sent closes the connection`() async throws {
        let file = try TemporaryFile(pattern(10))
        try file.truncate(to: 64 << 20)
        let receiver = TestReceiver { _, token, connection in
            let slice = FileSlice(file: file, position: 0, byteCount: 64 << 20)
            connection.complete(token, with: .response([.file(slice)]))
        }
        try await withServer(receiver) { configuration in
            configuration.connection.fileCheckInterval = .milliseconds(20)
        } _: { listener in
            try await withRawClient(port: listener.port) { client in
                try await client.send(request(1))
                _ = try await client.read(1)
                try file.truncate(to: 10)
                #expect(await client.readToEnd().readableBytes < 64 << 20)
            }
            #expect(await receiver.closeReasons(1) == [.fileCutShort(path: file.path)])
        }
    }

    @Test func `a client that reads nothing costs little and disturbs nobody`() async throws {
        let answer = framed(ByteBuffer(repeating: 7, count: 1 << 20))
        let receiver = TestReceiver { frame, token, connection in
            let isLarge = frame.getInteger(at: frame.readerIndex, as: Int32.self) == 1
            connection.complete(token, with: .response([.buffer(isLarge ? answer : framed(frame))]))
        }
        try await withServer(receiver) { listener in
            try await withRawClient(port: listener.port) { silent in
                var requests = ByteBuffer()
                for _ in 1...200 { requests.writeImmutableBuffer(request(1)) }
                try await silent.send(requests)
                // Twice as many as there are event loops, so that one shares the silent one's.
                for _ in 1...2 * System.coreCount {
                    try await withRawClient(port: listener.port) { other in
                        for _ in 1...50 {
                            try await other.send(request(2))
                            #expect(try await other.readFrame()?.readableBytes == 8)
                        }
                    }
                }
                // What the sockets' buffers hold, and no more.
                #expect(receiver.requestCount - 100 * System.coreCount < 60)
                for _ in 1...200 {
                    #expect(try await silent.readFrame()?.readableBytes == 1 << 20)
                }
            }
        }
    }

    @Test func `responses that wait in memory for one that does not read are limited`() async throws {
        let pending = Mutex<[RequestToken]>([])
        let answer = ByteBuffer(repeating: 7, count: 1 << 20)
        let receiver = TestReceiver { _, token, connection in
            let tokens = pending.withLock { pending in
                pending.append(token)
                return pending
            }
            guard tokens.count == 40 else { return }
            for token in tokens { connection.complete(token, with: .response([.buffer(answer)])) }
        }
        try await withServer(receiver) { configuration in
            configuration.connection.maxResponseBacklogBytes = 8 << 20
        } _: { listener in
            try await withRawClient(port: listener.port) { client in
                for _ in 1...40 { try await client.send(request(1)) }
                let reasons = await receiver.closeReasons(1)
                guard case .responseBacklog(let bytes) = try #require(reasons.first) else {
                    Issue.record("closed because \(reasons)")
                    return
                }
                #expect(bytes == 9 << 20)
            }
        }
    }

    @Test func `one response may be larger than what may wait`() async throws {
        let answer = ByteBuffer(repeating: 7, count: 32 << 20)
        let receiver = TestReceiver { _, token, connection in
            connection.complete(token, with: .response([.buffer(answer)]))
        }
        try await withServer(receiver) { configuration in
            configuration.connection.maxResponseBacklogBytes = 1 << 20
        } _: { listener in
            try await withRawClient(port: listener.port) { client in
                for _ in 1...3 { try await client.send(request(1)) }
                #expect(try await client.read(96 << 20).readableBytes == 96 << 20)
            }
        }
    }
}
