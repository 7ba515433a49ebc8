extension Consumer {
    /// The records as stretches, as brokers sent them. Ends as `nextChunk` does.
    public nonisolated var chunks: Chunks {
        Chunks(consumer: self)
    }

    /// The records one by one. Ends as `nextChunk` does.
    public nonisolated var records: Records {
        Records(consumer: self)
    }

    public struct Chunks: AsyncSequence, Sendable {
        let consumer: Consumer

        public func makeAsyncIterator() -> Iterator {
            Iterator(consumer: consumer)
        }

        public struct Iterator: AsyncIteratorProtocol {
            let consumer: Consumer

            public mutating func next() async throws(ClientError) -> RecordChunk? {
                try await consumer.nextChunk()
            }
        }
    }

    public struct Records: AsyncSequence, Sendable {
        let consumer: Consumer

        public func makeAsyncIterator() -> Iterator {
            Iterator(consumer: consumer)
        }

        public struct Iterator: AsyncIteratorProtocol {
            let consumer: Consumer
            private var records: [ConsumerRecord] = []
            private var index = 0

            init(consumer: Consumer) {
                self.consumer = consumer
            }

            public mutating func next() async throws(ClientError) -> ConsumerRecord? {
                while index == records.count {
                    guard let chunk = try await consumer.nextChunk() else { return nil }
                    records = try chunk.records()
                    index = 0
                }
                defer { index += 1 }
                return records[index]
            }
        }
    }
}
