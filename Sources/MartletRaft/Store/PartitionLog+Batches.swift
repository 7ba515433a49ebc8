import MartletModel
import MartletRecords
import MartletStorage
import NIOCore

extension PartitionLog {
    /// Whole batches from `offset` on, which must be the beginning of one: at most `maxBytes` of them, but
    /// one at least; none where the log ends, or a batch reaches `end`. Their checksums are right.
    func batches(
        from offset: Offset, upTo end: Offset, maxBytes: Int
    ) throws(MetadataLogError) -> [RecordBatch] {
        let bytes: ByteBuffer
        do {
            let slice = try read(from: offset, upTo: end, maxBytes: maxBytes, minOneBatch: true)
            guard let slice else { return [] }
            bytes = try slice.read()
        } catch let error as StorageError {
            throw .storage(error)
        } catch ReadError.storage(let error) {
            throw .storage(error)
        } catch ReadError.corrupt(let range) {
            throw .unexpected("\(directory): the log is damaged at offset \(range.offsets.lowerBound)")
        } catch {
            throw .unexpected("\(directory): there is nothing at offset \(offset): \(error)")
        }
        var result: [RecordBatch] = []
        var batches = RecordBatches(bytes)
        do throws(RecordsError) {
            while let batch = try batches.next() {
                try batch.checkCRC()
                result.append(batch)
            }
        } catch {
            throw .damagedBatch(offset: result.last?.header.nextOffset ?? offset, error)
        }
        guard result.first?.header.baseOffset ?? offset == offset, !result.isEmpty else {
            // The file was cut, or a length in it changed, since it was written.
            throw .damagedBatch(
                offset: offset,
                .incomplete(needed: BatchHeader.byteCount, available: batches.incompleteByteCount))
        }
        return result
    }
}
