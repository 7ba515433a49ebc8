/// How fast a job in the background may read and write, and whether it is still wanted.
///
/// A job calls `moved` on its storage thread after every chunk. The broker's pace sleeps there until the rate
/// is kept to; the simulator's lets made-up time pass. Implementations may be called from several threads.
package protocol IOPace: Sendable {
    /// Notes bytes that were read or written. False: the job is to stop, and leave no trace.
    func moved(byteCount: Int) -> Bool
}

/// As fast as the disk can, to the end.
package struct UnlimitedPace: IOPace {
    package init() {}

    package func moved(byteCount: Int) -> Bool { true }
}
