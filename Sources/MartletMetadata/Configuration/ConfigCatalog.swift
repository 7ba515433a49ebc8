/// All configurations that this version knows.
package enum ConfigCatalog {
    package static let topic = Dictionary(
        uniqueKeysWithValues: ConfigDefinition.topics.map { ($0.name, $0) })

    package static let broker = Dictionary(
        uniqueKeysWithValues: (ConfigDefinition.brokerNode + ConfigDefinition.brokerLogs
            + ConfigDefinition.brokerBackground + ConfigDefinition.brokerQuorum
            + ConfigDefinition.brokerGroups
            + ConfigDefinition.brokerUnsupported).map { ($0.name, $0) })

    package static let group = Dictionary(
        uniqueKeysWithValues: ConfigDefinition.groups.map { ($0.name, $0) })

    package static let groupNames = group.keys.sorted()
    package static let topicNames = topic.keys.sorted()
    package static let brokerNames = broker.keys.sorted()

    private static let maxTypingErrors = 3

    /// The broker configuration that a typing error probably meant.
    static func broker(similarTo name: String) -> String? {
        let length = name.utf8.count
        return brokerNames.filter { abs($0.utf8.count - length) <= maxTypingErrors }
            .map { (name: $0, distance: editDistance(name, $0)) }
            .filter { $0.distance <= maxTypingErrors }
            .min { $0.distance < $1.distance }?.name
    }

    /// How many letters must be changed, added or dropped to make one word of the other (Levenshtein).
    private static func editDistance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let substituted = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
