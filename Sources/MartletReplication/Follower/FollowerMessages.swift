import MartletModel

/// What a follower asks of its leader about one partition.
package struct FollowerQuestion: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// Fetch (key 1). Everything below `offset` is here, with `martlet.durability=disk` on disk: a leader
        /// takes the offset for an acknowledgement.
        case fetch(offset: Offset, lastEpoch: LeaderEpoch, logStart: Offset)
        /// OffsetForLeaderEpoch (key 23).
        case epochEnd(LeaderEpoch)
        /// ListOffsets (key 2), timestamp −1: where the leader's log ends.
        case endOffset
        /// ListOffsets, timestamp −2: where it starts.
        case startOffset
    }

    /// In which it asks. Another leader, or one of another epoch, must not answer.
    package var leaderEpoch: LeaderEpoch
    package var kind: Kind

    package init(leaderEpoch: LeaderEpoch, _ kind: Kind) {
        self.leaderEpoch = leaderEpoch
        self.kind = kind
    }

    package var isFetch: Bool {
        switch kind {
        case .fetch: true
        case .epochEnd, .endOffset, .startOffset: false
        }
    }
}

/// What the leader says. That it says nothing is not the follower's concern: it is asked again.
package enum FollowerAnswer: Sendable, Equatable {
    case fetched(FetchedPartition)
    case epochEnd(EpochEnd)
    case offset(Offset)
    case refused(ErrorCode)
}

/// Names the bytes of one partition in a fetch's answer, which the driver keeps until the follower asks
/// something else.
package struct FetchedBytesID: NumericIdentifier {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// One partition of a fetch's answer, as the driver found it. Offsets and epochs are the leader's word; the
/// checksums of `batches` are right.
package struct FetchedPartition: Sendable, Equatable {
    package var bytes: FetchedBytesID
    package var highWatermark: Offset
    package var logStartOffset: Offset
    /// Where the leader's log ends for our last epoch, if ours does not agree with it. Then nothing else
    /// counts.
    package var divergingEpoch: EpochEnd?
    /// Whole batches; what was cut off at the end is left out.
    package var batches: [FetchedBatch]
    /// What follows them is not a batch, or not what its checksum says.
    package var isDamaged: Bool

    package init(
        bytes: FetchedBytesID = 0, highWatermark: Offset, logStartOffset: Offset = 0,
        divergingEpoch: EpochEnd? = nil, batches: [FetchedBatch] = [], isDamaged: Bool = false
    ) {
        self.bytes = bytes
        self.highWatermark = highWatermark
        self.logStartOffset = logStartOffset
        self.divergingEpoch = divergingEpoch
        self.batches = batches
        self.isDamaged = isDamaged
    }
}

/// What a batch's header says of its place in the log.
package struct FetchedBatch: Sendable, Equatable {
    package var baseOffset: Offset
    package var nextOffset: Offset
    package var epoch: LeaderEpoch

    package init(baseOffset: Offset, nextOffset: Offset, epoch: LeaderEpoch) {
        self.baseOffset = baseOffset
        self.nextOffset = nextOffset
        self.epoch = epoch
    }
}

/// Why a follower follows no more until metadata names the next leader epoch.
package enum FollowerFailure: Sendable, Equatable {
    /// The leader knows a later epoch.
    case fenced
    /// The log cannot be written.
    case storage
}
