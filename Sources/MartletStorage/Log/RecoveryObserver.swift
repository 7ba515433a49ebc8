/// Hears how the recovery of a log comes on, on the thread that recovers it.
package protocol RecoveryObserver: Sendable {
    /// So much has to be looked at.
    func found(segmentCount: Int, byteCount: Int64)
    /// So many bytes of it need not be read: a recovery mark vouches for them.
    func spared(byteCount: Int64)
    /// So many bytes of it were read.
    func read(byteCount: Int)
    /// One segment is done.
    func recoveredSegment()
}
