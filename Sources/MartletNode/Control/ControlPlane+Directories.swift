import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletReplication
import MartletStorage

/// What the active controller is told of this broker's log directories: which have failed, which take no new
/// replicas (KIP-1066), and which replicas are where (KIP-858).
extension ControlPlane {
    /// A directory went out of service.
    package func directoryFailed(_ id: DirectoryID) {
        step(BrokerLifecycle.Input.directoriesLost([id]))
    }

    // MARK: - Cordons

    /// What the operator wants may have changed, or what the cluster is able to do.
    func cordon() {
        guard broker != nil else { return }
        let isSupported = image.metadataVersion.map { $0 >= .cordonedDirectories } ?? false
        let named = CordonedDirectories(settings.configuration, image: image)
        guard named != cordoned || isSupported != tellsCordons else { return }
        let (hadAny, toldBefore) = (!cordoned.isEmpty, tellsCordons)
        (cordoned, tellsCordons) = (named, isSupported)
        for path in named.unknown(among: settings.configuration.logDirectories) {
            logger.warning(
                "cordoned.log.dirs names a directory that is not among log.dirs",
                metadata: ["directory": "\(path)"])
        }
        directories.cordon(named)
        guard isSupported else {
            if !named.isEmpty {
                logger.warning(
                    "The controller places replicas on this broker all the same: metadata.version is too low")
            }
            return
        }
        // An empty list is no news to a controller that was never told another.
        guard !named.isEmpty || hadAny && toldBefore else { return }
        let ids = directories.directories.filter { named.contains($0.path) }.map(\.directoryID)
        step(BrokerLifecycle.Input.directoriesCordoned(ids))
    }

    // MARK: - Where replicas are

    /// A replica is in this directory, and metadata says otherwise. It is told until the controller knows.
    func placed(_ key: PartitionKey, in directory: DirectoryID) {
        step(.placed(key, directory))
    }

    func settled(_ key: PartitionKey) {
        step(DirectoryReports.Input.settled(key))
    }

    /// When the next request is due.
    var reportsDeadline: Duration? { asksForOthers ? broker?.reports.nextDeadline : nil }

    func step(_ input: DirectoryReports.Input) {
        guard asksForOthers, broker != nil else { return }
        var effects: [DirectoryReports.Effect] = []
        broker?.reports.step(input, now: uptime, effects: &effects)
        for effect in effects {
            switch effect {
            case .send(let items): send(items)
            }
        }
    }

    private func send(_ items: [DirectoryReports.Item]) {
        guard let epoch = broker?.lifecycle.epoch else {
            // Later, and then again: without a registration nobody listens to it.
            return run { $0.step(DirectoryReports.Input.callFailed) }
        }
        let request = AssignReplicasToDirsRequest(items, broker: settings.nodeID, epoch: epoch)
        let version = AssignReplicasToDirsRequest.versions.upperBound
        ask(.decide(.assignReplicasToDirs(request)), version: version, .own) { answer in
            self.run { $0.reportsAnswered(answer as? AssignReplicasToDirsResponse) }
        }
    }

    private func reportsAnswered(_ response: AssignReplicasToDirsResponse?) {
        guard let response, response.errorCode == .none else {
            logger.debug(
                "The active controller does not take reports of directories",
                metadata: ["error": "\(response?.errorCode.description ?? "no answer")"])
            return step(DirectoryReports.Input.callFailed)
        }
        step(.answered(response.answers))
    }
}

extension AssignReplicasToDirsRequest {
    /// In the order in which directories and topics come first.
    init(_ items: [DirectoryReports.Item], broker: BrokerID, epoch: BrokerEpoch) {
        self.init(brokerId: broker, brokerEpoch: epoch)
        for item in items {
            let place =
                directories.firstIndex { $0.id == item.directory }
                ?? {
                    directories.append(DirectoryData(id: item.directory))
                    return directories.count - 1
                }()
            let partition = PartitionData(partitionIndex: item.key.partition)
            // Partitions of a topic mostly come together.
            if directories[place].topics.last?.topicId == item.key.topicID {
                let last = directories[place].topics.count - 1
                directories[place].topics[last].partitions.append(partition)
            } else {
                directories[place].topics.append(
                    TopicData(topicId: item.key.topicID, partitions: [partition]))
            }
        }
    }
}

extension AssignReplicasToDirsResponse {
    fileprivate var answers: [PartitionKey: ErrorCode] {
        var answers: [PartitionKey: ErrorCode] = [:]
        for topic in directories.flatMap(\.topics) {
            for partition in topic.partitions {
                let key = PartitionKey(topicID: topic.topicId, partition: partition.partitionIndex)
                answers[key] = partition.errorCode
            }
        }
        return answers
    }
}
