import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft

/// From the log to the image, and from there to the shards.
extension ControlPlane {
    func committed(_ records: CommittedRecords) {
        let before = image
        var whole = ImageChange()
        for batch in records.batches {
            var change = ImageChange()
            do throws(MetadataError) {
                for record in batch.records { try image.apply(record.value, noting: &change) }
            } catch {
                return halt("the batch at offset \(batch.baseOffset) cannot be applied: \(error)")
            }
            image.advance(through: batch.upTo - 1, epoch: batch.epoch)
            snapshots.committed(byteCount: batch.byteCount)
            if active != nil, !change.changedBrokers.isEmpty || !whole.isEmpty { whole.add(change) }
            if isPublishing { publication.add(image, change) }
        }
        if !whole.changedBrokers.isEmpty { BrokerNews(from: before, to: image, whole).tell(logger) }
        publish()
        applied()
        step(.committed(upTo: records.upTo))
        writeSnapshotIfDue(upTo: records.upTo)
    }

    /// The image begins anew with a snapshot.
    func load(_ snapshot: LoadedSnapshot) {
        var loaded = ClusterImage()
        do {
            try snapshot.forEachRecord { try loaded.apply($0.value) }
        } catch {
            return halt("the snapshot \(snapshot.id) cannot be loaded: \(error)")
        }
        loaded.advance(through: snapshot.id.endOffset - 1, epoch: snapshot.id.epoch)
        snapshots.loaded(now: uptime)
        logger.info(
            "Loaded a snapshot of the metadata",
            metadata: ["snapshot": "\(snapshot.id)", "topics": "\(loaded.topicCount)"])
        if isPublishing { publication.add(loaded, ImageChange(from: image, to: loaded)) }
        image = loaded
        publish()
        applied()
    }

    /// Tells whoever has to know how far the image is.
    private func applied() {
        step(
            BrokerLifecycle.Input.applied(
                through: image.offset, registration: image.brokers[settings.nodeID],
                version: image.metadataVersion))
        cordon()
        introduce()
    }

    // MARK: - Publishing

    /// The shards get their first image, and with it everything that is in it.
    ///
    /// - Parameters:
    ///   - reached: called when every shard has it.
    ///   - opened: called when the logs of all its partitions are open, or have failed.
    func beginPublishing(reached: @escaping @Sendable () -> Void, opened: @escaping @Sendable () -> Void) {
        isPublishing = true
        var change = ImageChange(from: ClusterImage(), to: image)
        change.isFirst = true
        publication.add(image, change)
        // Logs may take long to recover, which nobody who wants a change waits for.
        guard let edition = publication.next() else { preconditionFailure("the first edition is the next") }
        let hasOpened = Countdown(shards.count, then: opened)
        let hasReached = Countdown(shards.count) {
            reached()
            self.run { $0.installed(edition.image) }
        }
        for shard in shards {
            shard.run {
                $0.install(edition.image, edition.change) { hasOpened.countDown() }
                hasReached.countDown()
            }
        }
    }

    private func publish() {
        guard let edition = publication.next() else { return }
        let everywhere = Countdown(shards.count) {
            self.run { $0.installed(edition.image) }
        }
        for shard in shards {
            shard.run {
                $0.install(edition.image, edition.change) { everywhere.countDown() }
            }
        }
    }

    private func installed(_ image: ClusterImage) {
        for work in publication.installed(image) { work() }
        publish()
    }

    // MARK: - Snapshots

    private func writeSnapshotIfDue(upTo end: Offset) {
        guard snapshots.isDue(now: uptime), !image.isInTransaction, image.metadataVersion != nil else {
            return
        }
        snapshots.began(now: uptime)
        step(
            .snapshotRequested(upTo: end) { [image, snapshotStop] body throws(MetadataLogError) in
                try image.forEachSnapshotRecord { record throws(MetadataLogError) in
                    guard !snapshotStop.isRaised else { throw .stopping }
                    try body(record)
                }
            })
    }
}
