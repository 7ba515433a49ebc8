import MartletModel

/// What opening a log had to look at and to repair.
package struct RecoveryReport: Sendable, Equatable {
    /// Bytes that were cut off because they are no whole batch, or not the one that was written.
    package struct TruncatedTail: Sendable, Equatable {
        package var path: String
        package var position: Int64
        package var byteCount: Int64
        package var reason: String

        package init(path: String, position: Int64, byteCount: Int64, reason: String) {
            self.path = path
            self.position = position
            self.byteCount = byteCount
            self.reason = reason
        }
    }

    package var scannedSegments = 0
    package var scannedBytes: Int64 = 0
    /// Those of the scanned segments that were read from a recovery mark on.
    package var resumedSegments = 0
    /// What was written once more, as the disk may not have had it.
    package var rewrittenBytes: Int64 = 0
    package var truncated: TruncatedTail?
    /// The log files of segments that were removed: those after the one that lost bytes, or all of them when
    /// the log ended before its start.
    package var removedSegments: [String] = []

    /// What was on disk reached up to here, and the log ends before: files have gone, or got shorter, while
    /// no broker worked with them.
    package var lostEnd: Offset?

    package init() {}
}
