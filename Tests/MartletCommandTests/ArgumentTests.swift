import Foundation
import MartletClient
import MartletModel
import MartletNode
import Testing

@testable import martlet

@Suite struct ArgumentTests {
    @Test(
        arguments: [
            ("beginning", .beginning), ("end", .end), ("0", .offset(0)), ("42", .offset(42)),
            ("@1700000000000", .timestamp(1_700_000_000_000)), ("@-15m", .ago(900_000)),
            ("@-2h", .ago(7_200_000)), ("@-1d", .ago(86_400_000)), ("@-30s", .ago(30_000)),
            ("@1970-01-01", .timestamp(0)), ("@1970-01-01T00:00:01Z", .timestamp(1_000)),
            ("@2024-02-29T12:30:15.5Z", .timestamp(1_709_209_815_500)),
        ] as [(String, FromPosition)])
    func `a position is read`(text: String, position: FromPosition) {
        #expect(FromPosition(argument: text) == position)
    }

    @Test(
        arguments: [
            "", "begin", "-1", "@", "@x", "@-", "@-5", "@-5y", "@-9999999999999999d", "@2023-02-29",
            "@2023-13-01", "@2023-01-01T24:00:00Z", "@-1-1-1",
        ])
    func `what is no position is refused`(text: String) {
        #expect(FromPosition(argument: text) == nil)
    }

    @Test func `days are counted as the calendar does`() {
        let formatter = ISO8601DateFormatter()
        var random = SeededGenerator(seed: 1)
        for _ in 0..<1_000 {
            let seconds = Int64.random(in: 0..<253_000_000_000, using: &random)
            let text = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(FromPosition(argument: "@" + text) == .timestamp(seconds * 1_000))
        }
    }

    @Test func `time ago counts from now and not from before 1970`() {
        #expect(FromPosition.ago(1_000).position(now: 5_000) == .timestamp(4_000))
        #expect(FromPosition.ago(9_000).position(now: 5_000) == .timestamp(0))
    }

    @Test func `a setting is split at its first equals sign`() {
        #expect(KeyValue(argument: "a=b=c")?.value == "b=c")
        #expect(KeyValue(argument: "a=")?.value == "")
        #expect(KeyValue(argument: "=b") == nil)
        #expect(KeyValue(argument: "a") == nil)
    }

    @Test func `a voter is named as by Kafka's tools`() {
        let voter = NodeFormat.FirstVoter("3@[::1]:9093:AAAAAAAAAAAAAAAAAAAAcA")
        #expect(voter?.id == 3)
        #expect(voter?.address.description == "[::1]:9093")
        #expect(voter?.directoryID.description == "AAAAAAAAAAAAAAAAAAAAcA")
        for text in [
            "", "3", "3@h", "3@h:1", "@h:1:AAAAAAAAAAAAAAAAAAAAcA", "-3@h:1:AAAAAAAAAAAAAAAAAAAAcA",
            "3@h:0:AAAAAAAAAAAAAAAAAAAAcA", "3@h:1:AAAAAAAAAAAAAAAAAAAAAA", "3@h:1:AAAA",
        ] {
            #expect(NodeFormat.FirstVoter(text) == nil, "\(text)")
        }
    }

    @Test func `a controller's endpoint has a listener's name`() {
        let endpoint = QuorumDescription.Endpoint("controller://c1.example:9093")
        #expect(endpoint?.listener == "CONTROLLER")
        #expect(endpoint?.address.description == "c1.example:9093")
        for text in ["", "c1:9093", "://c1:9093", "CONTROLLER:c1:9093", "CONTROLLER://c1:port"] {
            #expect(QuorumDescription.Endpoint(text) == nil, "\(text)")
        }
    }

    @Test func `a feature has a level that is not negative`() {
        #expect(FeatureLevel(argument: "metadata.version=30")?.level == 30)
        for text in ["metadata.version", "=3", "a=", "a=-1", "a=40000"] {
            #expect(FeatureLevel(argument: text) == nil, "\(text)")
        }
    }

    @Test func `options may stand before the command and behind it`() throws {
        let before = try Martlet.parseAsRoot(["--bootstrap-server", "a:1", "topic", "list"])
        let behind = try Martlet.parseAsRoot(["topic", "list", "--bootstrap-server", "a:1"])
        for command in [before, behind] {
            #expect((command as? TopicList)?.connection.servers.map(\.description) == ["a:1"])
        }
    }

    @Test(
        arguments: [
            ["produce"], ["produce", "t", "--acks", "2"], ["produce", "t", "--compression", "rar"],
            ["produce", "t", "--compression-level", "3"], ["produce", "t", "--keys"],
            ["produce", "t", "--format", "length-prefixed", "--key-separator", ":"],
            ["consume", "t", "--follow", "--until-end"], ["consume", "t", "--format", "xml"],
            ["consume", "t", "--from", "yesterday"], ["topic", "alter", "t"],
            ["topic", "create", "t", "--partitions", "0"], ["topic", "list", "--bootstrap-server", "x:y"],
            ["bench", "produce", "--acks", "0"],
        ])
    func `wrong usage is exit code 64`(arguments: [String]) {
        do {
            var command = try Martlet.parseAsRoot(arguments)
            try command.run()
            Issue.record("it was accepted")
        } catch {
            #expect(Martlet.exitCode(for: error).rawValue == 64)
        }
    }
}

@Suite struct TerminalTests {
    @Test(
        arguments: [
            (0.0, 0, "0"), (1.5, 0, "2"), (1.25, 1, "1.3"), (0.04, 2, "0.04"), (-1.5, 1, "-1.5"),
            (12.345, 2, "12.35"), (.nan, 1, "-"), (.infinity, 0, "-"),
        ] as [(Double, Int, String)])
    func `numbers have as many digits as asked`(value: Double, digits: Int, text: String) {
        #expect(Figures.decimal(value, digits: digits) == text)
    }

    @Test func `bytes have the unit that suits them`() {
        #expect(
            [999, 1_000, 12_345, 5_000_000_000].map { Figures.bytes($0) } == [
                "999 B", "1.0 kB", "12 kB", "5.0 GB",
            ])
    }

    @Test func `columns are as wide as they must be`() {
        var table = Table(["NAME", "N"], rightAligned: [1])
        table.append(["a", "100"])
        #expect(table.text == "NAME    N\na     100\n")
    }

    @Test func `progress is shown only when it takes long, and not too often`() {
        let start = ContinuousClock.now
        var line = ProgressLine(isShown: true, totalBytes: 200_000_000, start: start)
        #expect(line.update(bytes: 1, messages: 1, now: start + .milliseconds(900)) == nil)
        let first = line.update(bytes: 100_000_000, messages: 5, now: start + .seconds(2))
        #expect(first?.contains("100 MB, 5 messages, 50 MB/s, 50 %") == true)
        #expect(line.update(bytes: 2, messages: 2, now: start + .milliseconds(2_100)) == nil)
        #expect(line.end(bytes: 200_000_000, messages: 10, now: start + .seconds(4))?.hasSuffix("\n") == true)
    }

    @Test func `a short input shows nothing, and neither does a pipe`() {
        let start = ContinuousClock.now
        #expect(ProgressLine(isShown: true, totalBytes: nil, start: start).end(bytes: 1, messages: 1) == nil)
        var hidden = ProgressLine(isShown: false, totalBytes: nil, start: start)
        #expect(hidden.update(bytes: 1, messages: 1, now: start + .seconds(9)) == nil)
    }
}
