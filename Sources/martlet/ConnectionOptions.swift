import ArgumentParser
import Glibc
import MartletClient

/// How to reach the cluster: the options of every command that talks to one.
struct ConnectionOptions: ParsableArguments {
    @Option(
        name: .customLong("bootstrap-server"),
        help: ArgumentHelp(
            "Brokers to ask, separated by commas (default: $MARTLET_BOOTSTRAP_SERVER or localhost:9092).",
            valueName: "host:port"),
        transform: { text in
            guard let servers = ServerAddress.list(text) else {
                throw ValidationError("'\(text)' is not host:port, or several separated by commas")
            }
            return servers
        })
    var servers: [ServerAddress] = ConnectionOptions.defaultServers

    @Option(help: ArgumentHelp("How long to keep trying before giving up.", valueName: "seconds"))
    var timeout: Double = 10

    private static var defaultServers: [ServerAddress] {
        let named = getenv("MARTLET_BOOTSTRAP_SERVER").map { String(cString: $0) }
        return named.flatMap(ServerAddress.list) ?? [ServerAddress(host: "localhost", port: 9092)]
    }

    func validate() throws {
        guard (0.001...86_400).contains(timeout) else {
            throw ValidationError("--timeout is a number of seconds greater than 0, and at most a day")
        }
    }

    var configuration: ClientConfiguration {
        let timeout = Duration.milliseconds(Int64(timeout * 1_000))
        return ClientConfiguration(
            bootstrapServers: servers, clientID: "martlet", connectTimeout: timeout,
            requestTimeout: max(timeout, .seconds(30)), operationTimeout: timeout)
    }

    /// Calls `body` with a client, and closes it afterwards.
    func withClient<Value>(_ body: (Client) async throws -> Value) async throws -> Value {
        let client = try Client(configuration: configuration)
        do {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }
}
