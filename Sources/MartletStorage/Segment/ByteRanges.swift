/// Stretches of a file, in order, with something between each two.
///
/// At most `limit` of them: who reads here and there leaves many short ones, and the shortest are dropped.
package struct ByteRanges: Sendable, Equatable {
    static let limit = 128

    private(set) var ranges: [Range<Int64>] = []

    package init() {}

    package func contains(_ range: Range<Int64>) -> Bool {
        if range.isEmpty { return true }
        let index = firstIndex(endingAfter: range.lowerBound)
        return index < ranges.count && ranges[index].lowerBound <= range.lowerBound
            && ranges[index].upperBound >= range.upperBound
    }

    package func overlaps(_ range: Range<Int64>) -> Bool {
        if range.isEmpty { return false }
        let index = firstIndex(endingAfter: range.lowerBound)
        return index < ranges.count && ranges[index].lowerBound < range.upperBound
    }

    package mutating func insert(_ range: Range<Int64>) {
        if range.isEmpty { return }
        // Most are appended.
        if let last = ranges.last, last.upperBound == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            return
        }
        let first = ranges.partitioningIndex { $0.upperBound >= range.lowerBound }
        let end = ranges.partitioningIndex { $0.lowerBound > range.upperBound }
        var union = range
        if first < end {
            let (low, high) = (ranges[first].lowerBound, ranges[end - 1].upperBound)
            union = min(low, range.lowerBound)..<max(high, range.upperBound)
        }
        ranges.replaceSubrange(first..<end, with: [union])
        guard ranges.count > Self.limit else { return }
        if let shortest = ranges.indices.min(by: { ranges[$0].count < ranges[$1].count }) {
            ranges.remove(at: shortest)
        }
    }

    package mutating func remove(_ range: Range<Int64>) {
        guard overlaps(range) else { return }
        let first = firstIndex(endingAfter: range.lowerBound)
        let end = ranges.partitioningIndex { $0.lowerBound >= range.upperBound }
        var rest: [Range<Int64>] = []
        if ranges[first].lowerBound < range.lowerBound {
            rest.append(ranges[first].lowerBound..<range.lowerBound)
        }
        if ranges[end - 1].upperBound > range.upperBound {
            rest.append(range.upperBound..<ranges[end - 1].upperBound)
        }
        ranges.replaceSubrange(first..<end, with: rest)
    }

    private func firstIndex(endingAfter position: Int64) -> Int {
        ranges.partitioningIndex { $0.upperBound > position }
    }
}
