/// The partitions of a topic, in the order of their indexes.
///
/// Copies share their storage in pieces of a few partitions, so that a change to one partition of a copy
/// costs the same for a topic of ten partitions and for one of ten thousand, nearly.
package struct PartitionList: RandomAccessCollection, Sendable, Equatable {
    private static let pieceSize = 32

    /// All but the last hold `pieceSize` partitions; none is empty.
    private var pieces: [[PartitionImage]] = []
    package private(set) var endIndex = 0

    package var startIndex: Int { 0 }

    package subscript(position: Int) -> PartitionImage {
        pieces[position / Self.pieceSize][position % Self.pieceSize]
    }

    mutating func replace(_ position: Int, by partition: PartitionImage) {
        pieces[position / Self.pieceSize][position % Self.pieceSize] = partition
    }

    mutating func append(_ partition: PartitionImage) {
        if endIndex % Self.pieceSize == 0 {
            pieces.append([partition])
        } else {
            pieces[pieces.count - 1].append(partition)
        }
        endIndex += 1
    }

    mutating func insert(_ partition: PartitionImage, at position: Int) {
        var later = PartitionList()
        for index in position..<endIndex { later.append(self[index]) }
        pieces.removeLast(pieces.count - (position + Self.pieceSize - 1) / Self.pieceSize)
        if position % Self.pieceSize != 0 {
            pieces[pieces.count - 1].removeLast(
                pieces[pieces.count - 1].count - position % Self.pieceSize)
        }
        endIndex = position
        append(partition)
        for partition in later { append(partition) }
    }
}
