import Logging
import MartletBroker

/// Runs `body` against a cluster of brokers in this process, the first three of which are its controllers
/// too: on free ports of the loopback interface and in temporary directories. Stops them and removes the
/// directories whatever happens.
///
/// - Parameters:
///   - brokerCount: how many; `body` gets them in the order of their ids, which begin with 1.
///   - settings: `key=value` of every broker, with the keys of `server.properties`.
@discardableResult
public func withCluster<Result>(
    _ brokerCount: Int = 3, _ settings: [String] = [], isolation: isolated (any Actor)? = #isolation,
    _ body: ([Broker]) async throws -> Result
) async throws -> Result {
    try await withTemporaryDirectory { directory in
        let cluster = try LocalCluster.make(
            LocalCluster.Shape(brokerCount: brokerCount, settings: settings), in: directory)
        let brokers = try await startAll(cluster)
        do {
            let result = try await body(brokers)
            await stopAll(brokers)
            return result
        } catch {
            await stopAll(brokers)
            throw error
        }
    }
}

/// At the same time: none comes into service without the others.
private func startAll(_ cluster: LocalCluster) async throws -> [Broker] {
    var logger = Logger(label: "martlet.testing") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    var started: [(index: Int, broker: Broker)] = []
    var failure: (any Error)?
    await withTaskGroup(of: (Int, Swift.Result<Broker, any Error>).self) { [logger] group in
        for (index, node) in cluster.nodes.enumerated() {
            group.addTask {
                do {
                    let broker = try await Broker.start(configuration: node.configuration, logger: logger)
                    return (index, .success(broker))
                } catch {
                    return (index, .failure(error))
                }
            }
        }
        for await (index, result) in group {
            switch result {
            case .success(let broker): started.append((index, broker))
            case .failure(let error): failure = failure ?? error
            }
        }
    }
    let brokers = started.sorted { $0.index < $1.index }.map(\.broker)
    if let failure {
        await stopAll(brokers)
        throw failure
    }
    return brokers
}

private func stopAll(_ brokers: [Broker]) async {
    await withTaskGroup(of: Void.self) { group in
        for broker in brokers { group.addTask { await broker.stop() } }
    }
}
