import MartletModel
import MartletProtocol
import MartletRecords

/// Handing out what is committed.
extension QuorumDriver {
    private static let readByteCount = 1 << 20

    private var committedEnd: Offset {
        min(replica.highWatermark ?? .none, store.endOffset)
    }

    var hasMoreCommitted: Bool { appliedOffset < committedEnd && !isStuck }

    /// The high watermark lies within a batch, which is not handed out in part.
    private var isStuck: Bool { stuckAt == appliedOffset }

    /// Reads what has become committed from the log, as much as one step may.
    func handOutCommitted() {
        var budget = settings.committedBytesPerStep
        stuckAt = nil
        while appliedOffset < committedEnd, budget > 0 {
            do throws(MetadataLogError) {
                let batches = try store.read(
                    from: appliedOffset, upTo: committedEnd, maxBytes: Self.readByteCount)
                guard let last = batches.last?.header else {
                    stuckAt = appliedOffset
                    return
                }
                var committed = CommittedRecords(batches: [], upTo: last.nextOffset, isCurrent: false)
                for batch in batches {
                    budget -= batch.bytes.readableBytes
                    committed.batches.append(try CommittedRecords.Batch(batch))
                }
                appliedOffset = last.nextOffset
                appliedTimestamp = last.maxTimestamp
                committed.isCurrent = appliedOffset >= committedEnd
                outputs.append(.committed(committed))
            } catch {
                return halt("committed metadata cannot be read: \(error)")
            }
        }
    }

    /// Whoever leads must know all that was decided before.
    func announceLead() {
        guard let lead = upcomingLead, appliedOffset >= lead.from else { return }
        upcomingLead = nil
        outputs.append(.lead(lead.epoch))
    }
}

extension CommittedRecords.Batch {
    fileprivate init(_ batch: RecordBatch) throws(MetadataLogError) {
        let header = batch.header
        self.init(
            baseOffset: header.baseOffset, upTo: header.nextOffset, epoch: header.partitionLeaderEpoch,
            timestamp: header.maxTimestamp, byteCount: batch.bytes.readableBytes,
            records: try MetadataBatch.records(of: batch))
    }
}
