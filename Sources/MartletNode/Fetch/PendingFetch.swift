import MartletModel

/// A fetch request between its arrival and its answer.
struct PendingFetch: Sendable {
    /// One partition of the request: what is wanted, and the partition's id, or why it is not known.
    struct Part: Sendable {
        var target: FetchTarget
        var wish: FetchWish
        var key: PartitionKey?
        var errorCode: ErrorCode
    }

    var context: RequestContext
    /// 0: no session.
    var sessionID: Int32
    var isIncremental: Bool
    var isReadCommitted: Bool
    var asker: FetchAsker
    var minBytes: Int
    var maxBytes: Int
    var parts: [Part]
    /// The moment at which it is answered with whatever there is.
    var deadline: Duration
    /// The same while there is nothing but what has to come from the disk. A client that does not wait for
    /// records to be written gets those that are there, though the disk takes a moment.
    var diskDeadline: Duration
    var timer: (any ScheduledWork)?
    /// When `timer` fires.
    var timerDue: Duration?
    var isWaiting = false
    var isRereadScheduled = false
    /// Its partitions were looked at.
    var wasRead = false
}
