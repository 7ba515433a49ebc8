/// A line on a terminal that tells how far a long input has come.
struct ProgressLine {
    /// What takes less time needs no line.
    private static let patience = Duration.seconds(1)
    private static let interval = Duration.milliseconds(200)

    private let isShown: Bool
    private let totalBytes: Int64?
    private let start: ContinuousClock.Instant
    private var lastShown: ContinuousClock.Instant?

    init(isShown: Bool, totalBytes: Int64?, start: ContinuousClock.Instant = .now) {
        self.isShown = isShown
        self.totalBytes = totalBytes
        self.start = start
    }

    /// The line to print now, if it is time for one.
    mutating func update(bytes: Int64, messages: Int, now: ContinuousClock.Instant = .now) -> String? {
        guard isShown, now - start >= Self.patience, lastShown.map({ now - $0 >= Self.interval }) ?? true
        else {
            return nil
        }
        lastShown = now
        return "\r" + Self.text(bytes: bytes, totalBytes: totalBytes, messages: messages, time: now - start)
            + "\u{1B}[K"
    }

    /// What to print at the end: the last state, if a line was shown.
    func end(bytes: Int64, messages: Int, now: ContinuousClock.Instant = .now) -> String? {
        guard lastShown != nil else { return nil }
        return "\r" + Self.text(bytes: bytes, totalBytes: nil, messages: messages, time: now - start)
            + "\u{1B}[K\n"
    }

    static func text(bytes: Int64, totalBytes: Int64?, messages: Int, time: Duration) -> String {
        let seconds = max(0.001, time.seconds)
        var text = "\(Figures.decimal(Double(bytes) / 1e6, digits: 0)) MB, \(messages) messages, "
        text += "\(Figures.decimal(Double(bytes) / 1e6 / seconds, digits: 0)) MB/s"
        if let totalBytes, totalBytes > 0 { text += ", \(min(100, bytes * 100 / totalBytes)) %" }
        return text
    }
}
