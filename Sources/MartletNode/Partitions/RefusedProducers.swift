import MartletModel
import MartletRecords

/// The first batches of producers that a partition refused for now, so that none that follows is taken in
/// their place.
///
/// A log takes any sequence from an idempotent producer that it does not know: the producer's records may
/// have been deleted. But of several batches in flight the first may find the partition not open yet, or its
/// disk full, and the next may not. Taken then, it would make the first, sent again, come out of order for
/// good, and the producer fail (as with Apache Kafka). So the next is told to wait for the first: it is that
/// which is out of order.
///
/// `Partition` is what a partition is known by where it is refused.
struct RefusedProducers<Partition: Hashable> {
    private struct Key: Hashable {
        var partition: Partition
        var producer: ProducerID
    }

    private struct Batch {
        var epoch: ProducerEpoch
        var sequence: Int32
    }

    /// For so long a refused batch is remembered at least, and at most for twice that: who has it sends it
    /// again soon, or gives it up and begins another epoch.
    static var memory: Duration { .seconds(10) }
    /// More is forgotten, which costs this protection and nothing else.
    static var limit: Int { 10_000 }

    private var recent: [Key: Batch] = [:]
    private var earlier: [Key: Batch] = [:]
    private var agesAt = Duration.zero

    var isEmpty: Bool { recent.isEmpty && earlier.isEmpty }

    /// A batch was refused for now.
    mutating func refused(_ header: BatchHeader, in partition: Partition, now: Duration) {
        guard header.hasProducer else { return }
        age(now)
        let key = Key(partition: partition, producer: header.producerID)
        var batch = Batch(epoch: header.producerEpoch, sequence: header.baseSequence)
        if let known = recent[key] ?? earlier[key], known.epoch == batch.epoch {
            batch.sequence = min(batch.sequence, known.sequence)
        }
        if recent.count >= Self.limit { recent = [:] }
        recent[key] = batch
    }

    /// The sequence that has to come before this batch of a producer that is not known; nil if none has.
    mutating func missing(before header: BatchHeader, in partition: Partition, now: Duration) -> Int32? {
        if isEmpty { return nil }
        age(now)
        let key = Key(partition: partition, producer: header.producerID)
        guard let known = recent[key] ?? earlier[key], known.epoch == header.producerEpoch,
            header.baseSequence > known.sequence
        else {
            recent[key] = nil
            earlier[key] = nil
            return nil
        }
        return known.sequence
    }

    private mutating func age(_ now: Duration) {
        guard now >= agesAt else { return }
        earlier = now >= agesAt + Self.memory ? [:] : recent
        recent = [:]
        agesAt = now + Self.memory
    }
}
