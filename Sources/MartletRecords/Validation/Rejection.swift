import MartletModel
import NIOCore

extension ProduceValidation.Rejection {
    /// Damage found inside a batch whose checksum is right: its producer made it so, and will not do better
    /// next time.
    init(records error: RecordsError) {
        switch error {
        case .decompressedTooLarge(let limit):
            self.init(.messageTooLarge, "The records inflate to more than \(limit) bytes.")
        case .batchTooLarge:
            self.init(.messageTooLarge, "The record batch is larger than its format allows.")
        case .damagedCompression(let compression):
            self.init(.invalidRecord, "The records are not valid \(compression.name) data.")
        case .damagedRecord(let index, let fault):
            self.init(.invalidRecord, "Record \(index) of the batch is damaged: \(fault.rawValue).")
        case .bytesAfterLastRecord(let count):
            self.init(.invalidRecord, "\(count) bytes follow the last record that the batch counts.")
        case .unknownCompression(let code):
            self.init(.unsupportedCompressionType, "There is no compression codec \(code).")
        case .invalidOffsets(let baseOffset, let lastOffsetDelta, let count):
            self.init(
                .invalidRecord,
                "Base offset \(baseOffset), last offset delta \(lastOffsetDelta) and \(count) records "
                    + "do not go together.")
        case .compressionFailed, .invalidCompressionLevel:
            self.init(
                .unknownServerError, "The records could not be compressed as the topic demands: \(error).")
        case .incomplete, .invalidBatchLength, .unsupportedMagic, .checksumMismatch, .damagedControlRecord:
            self.init(.corruptMessage, "The record batch is damaged: \(error).")
        }
    }

    /// Damage to the batch as a whole, the first in `bytes`. Where the checksum does not fit either, the
    /// bytes have changed on their way, and sending them again may help; the code for that comes first.
    init(batch error: RecordsError, firstOf bytes: ByteBuffer) {
        switch error {
        case .unsupportedMagic(0), .unsupportedMagic(1):
            self.init(.invalidRecord, "Only record batches of magic 2 are accepted.")
        case .checksumMismatch(let stated, let computed):
            self.init(
                .corruptMessage, "The checksum of the record batch is \(computed), but it states \(stated).")
        case .unknownCompression, .invalidOffsets:
            if Self.firstChecksumFits(bytes) {
                self.init(records: error)
            } else {
                self.init(.corruptMessage, "The record batch is damaged: its checksum does not fit.")
            }
        default:
            self.init(records: error)
        }
    }

    private static func firstChecksumFits(_ bytes: ByteBuffer) -> Bool {
        let start = bytes.readerIndex
        guard let batchLength = bytes.getInteger(at: start + 8, as: Int32.self),
            let crc = bytes.getInteger(at: start + 17, as: UInt32.self)
        else { return false }
        let length = BatchHeader.lengthPrefixByteCount + Int(batchLength) - BatchHeader.checksummedStart
        guard length >= 0, length <= bytes.readableBytes - BatchHeader.checksummedStart else { return false }
        return CRC32C.checksum(of: bytes, at: start + BatchHeader.checksummedStart, length: length) == crc
    }
}
