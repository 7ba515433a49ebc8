import MartletModel
import MartletProtocol

/// CreatePartitions, versions 0 to 3, which differ in encoding only.
extension Controller {
    /// Each topic grows or has its error. With `validateOnly` the reply is the same and there are no records.
    package func createPartitions(
        _ request: CreatePartitionsRequest, image: ClusterImage,
        random: inout some RandomNumberGenerator
    ) -> Decision<CreatePartitionsResponse> {
        let duplicates = repeated(request.topics.map(\.name))
        var reply = CreatePartitionsResponse()
        var records: [VersionedRecord] = []
        var remaining = Self.maxPartitionsPerRequest
        for topic in request.topics where !duplicates.contains(topic.name) {
            var result = CreatePartitionsResponse.CreatePartitionsTopicResult(name: topic.name)
            do throws(Refusal) {
                let added = try newRecords(topic, image: image, atMost: remaining, random: &random)
                remaining -= added.count
                records += added
            } catch {
                (result.errorCode, result.errorMessage) = (error.code, error.message)
            }
            reply.results.append(result)
        }
        reply.results += duplicates.sorted().map {
            .init(name: $0, errorCode: .invalidRequest, errorMessage: "Duplicate topic name.")
        }
        return Decision(records: request.validateOnly ? [] : records, reply: reply)
    }

    /// Which of their partitions holds a group or a transactional id follows from how many there are: with
    /// more, what is known of most of them would not be found any more.
    private static let topicsOfFixedSize: Set = [
        "__consumer_offsets", "__transaction_state", "__share_group_state",
    ]

    private func newRecords(
        _ request: CreatePartitionsRequest.CreatePartitionsTopic, image: ClusterImage, atMost limit: Int,
        random: inout some RandomNumberGenerator
    ) throws(Refusal) -> [VersionedRecord] {
        guard let topic = image.topic(named: request.name) else {
            throw Refusal(.unknownTopicOrPartition, "This server does not host this topic-partition.")
        }
        guard !Self.topicsOfFixedSize.contains(topic.name) else {
            throw Refusal(
                .invalidPartitions,
                "The number of partitions of the internal topic \(topic.name) cannot be changed.")
        }
        let current = topic.partitions.count
        let wanted = Int(request.count)
        guard wanted != current else {
            throw Refusal(.invalidPartitions, "Topic already has \(current) partition(s).")
        }
        guard wanted > current else {
            throw Refusal(
                .invalidPartitions,
                "The topic \(request.name) currently has \(current) partition(s); \(wanted) would not be an "
                    + "increase.")
        }
        guard wanted - current <= limit else {
            throw Refusal(.policyViolation, "Excessively large number of partitions per request.")
        }
        let first = PartitionIndex(Int32(current))
        let replicationFactor = topic.partitions.first?.replicas.count ?? 1
        if let assignments = request.assignments {
            guard assignments.count == wanted - current else {
                throw Refusal(
                    .invalidReplicaAssignment,
                    "Attempted to add \(wanted - current) additional partition(s), but only "
                        + "\(assignments.count) assignment(s) were specified.")
            }
            return try NewPartitions(
                assigned: assignments.map(\.brokerIds), startingAt: first,
                replicationFactor: replicationFactor, image: image
            ).records(of: topic.id, startingAt: first)
        }
        return try NewPartitions(
            placing: wanted - current, replicationFactor: Int16(clamping: replicationFactor), image: image,
            random: &random
        ).records(of: topic.id, startingAt: first)
    }
}
