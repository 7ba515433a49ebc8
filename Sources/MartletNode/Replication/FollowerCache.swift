import MartletStorage

/// How much a follower has appended since it last let go of what it has in the page cache.
struct CacheGrowth {
    var byteCount: Int64 = 0
    /// A storage thread lets go of what was to go then.
    var isTrimming = false
}

/// Followers keep the ends of their logs in the page cache, and no more: nobody reads the rest before they
/// lead, unless consumers in their rack may. So the memory is the leaders', to copy a large partition drives
/// nothing out of it, and the next records go to pages that were used a moment ago. Where records are not
/// synced as they come, they are written in the background meanwhile, which leaves less for the next flush.
extension Shard {
    /// Less is not worth the calls.
    private static let cacheStep: Int64 = 8 << 20

    func cacheGrew(_ replica: PartitionReplica, by byteCount: Int) {
        guard let kept = settings.configuration.replication.followerCacheBytes else { return }
        replica.cacheGrowth.byteCount += Int64(byteCount)
        guard replica.cacheGrowth.byteCount >= Self.cacheStep, !replica.cacheGrowth.isTrimming else { return }
        replica.cacheGrowth = CacheGrowth(isTrimming: true)
        let trim = replica.log.trimCache(keeping: kept, writesBack: settings.durability == .pageCache)
        let key = replica.key
        environment.storageThreads.run {
            trim.run()
            self.run { shard in
                if case .ready(let replica)? = shard.partitions[key] {
                    replica.cacheGrowth.isTrimming = false
                }
            }
        }
    }
}
