import Logging

/// What a node says to its operator, from warnings on.
// Sendable: a test uses it from one thread only.
final class RecordedLog: @unchecked Sendable {
    struct Line {
        var level: Logger.Level
        var message: String
        var metadata: Logger.Metadata
    }

    fileprivate(set) var lines: [Line] = []

    var errors: [Line] { lines.filter { $0.level >= .error } }
}

struct RecordingLogHandler: LogHandler {
    let log: RecordedLog
    var logLevel = Logger.Level.warning
    var metadata = Logger.Metadata()

    init(log: RecordedLog) {
        self.log = log
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        log.lines.append(
            .init(
                level: event.level, message: event.message.description, metadata: event.metadata ?? [:]))
    }
}
