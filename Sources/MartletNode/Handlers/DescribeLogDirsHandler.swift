import MartletModel
import MartletProtocol
import MartletStorage

/// DescribeLogDirs, versions 1 to 5. From 3 there is an error code for the whole answer, from 4 the volumes'
/// sizes, from 5 whether a directory is cordoned (KIP-1066).
extension Shard {
    private struct Part: Sendable {
        var directory: String
        var name: TopicPartition
        var byteCount: Int64
        var lag: Int64
    }

    func handle(_ request: DescribeLogDirsRequest, _ context: RequestContext) {
        let wanted: Set<TopicPartition>? = request.topics.map { topics in
            Set(
                topics.flatMap { topic in
                    topic.partitions.map { TopicPartition(topic: topic.topic, partition: $0) }
                })
        }
        gather(peers, from: { $0 }) { owner, _ in
            owner.readyReplicas { wanted?.contains($0.name) ?? true }
                .map {
                    Part(
                        directory: $0.logDirectory, name: $0.name, byteCount: $0.log.byteCount,
                        lag: $0.offsetLag)
                }
        } finish: { home, parts in
            home.describeLogDirectories(parts.flatMap(\.self), context)
        }
    }

    private func describeLogDirectories(_ parts: [Part], _ context: RequestContext) {
        let paths = settings.configuration.logDirectories
        // Asking a volume for its size may wait for the disk.
        environment.storageThreads.run { [directories] in
            var response = DescribeLogDirsResponse()
            for path in paths {
                var result = DescribeLogDirsResponse.DescribeLogDirsResult(logDir: path)
                let own = parts.filter { $0.directory == path }
                let topics = Dictionary(grouping: own, by: \.name.topic)
                result.topics = topics.sorted { $0.key < $1.key }.map { topic, parts in
                    .init(
                        name: topic,
                        partitions: parts.sorted { $0.name < $1.name }.map {
                            .init(
                                partitionIndex: $0.name.partition, partitionSize: $0.byteCount,
                                offsetLag: $0.lag)
                        })
                }
                // Replicas do not move between directories: none is a future one.
                if context.version >= 5 { result.isCordoned = directories.isCordoned(path) }
                // Of one that is out of service too.
                if let space = try? directories.directory(at: path)?.fileSystem.space(path) {
                    result.totalBytes = space.totalBytes
                    result.usableBytes = space.usableBytes
                } else {
                    result.errorCode = .kafkaStorageError
                }
                response.results.append(result)
            }
            let answer = response
            self.run { $0.respond(answer, to: context) }
        }
    }
}
