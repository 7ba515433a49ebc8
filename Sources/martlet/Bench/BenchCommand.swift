import ArgumentParser

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure a broker, and what the machine could do at most.",
        discussion: """
            The load comes from bare sockets and from batches that are made once and sent again and again, \
            so that it is the broker that is measured and not a client. `martlet bench limit` puts the same \
            load on a bare loop that reads a socket and writes a file: the floor. With --broker-pid the \
            broker's CPU time and memory are read from /proc.
            """,
        subcommands: [
            BenchProduce.self, BenchConsume.self, BenchLatency.self, BenchLimit.self, BenchFloor.self,
            BenchSuite.self, BenchRecompression.self, BenchStorage.self, BenchQuorum.self, BenchCluster.self,
            BenchGroups.self,
        ])
}
