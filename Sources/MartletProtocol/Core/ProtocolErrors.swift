/// Why bytes are not the message that they should be. The sender's fault, never ours.
package enum DecodeError: Error, Sendable, Equatable {
    /// The bytes end inside a value, or a length points beyond their end.
    case truncated(needed: Int, remaining: Int)
    /// A length below −1, or beyond what its type allows.
    case invalidLength(Int)
    /// A null where the schema does not allow one.
    case unexpectedNull
    /// A variable-length integer of more than 32 bits.
    case varintOverflow
    case invalidUTF8
    /// Tags of one section must ascend strictly.
    case tagsNotAscending(tag: UInt32)
    /// A tagged field's content does not fill the size that was announced.
    case tagSizeMismatch(tag: UInt32, unused: Int)
    case unsupportedVersion(message: String, version: Int16)
    /// Bytes are left over behind the message.
    case trailingBytes(Int)
    /// A record's prefix has a frame version that nobody has defined.
    case unknownRecordFrame(version: UInt32)
    case unknownRecordType(UInt32)
}

/// Why a value cannot be written in the version that was asked for: a bug of ours, or a request that the
/// other side's version cannot express.
package enum EncodeError: Error, Sendable, Equatable {
    case unsupportedVersion(message: String, version: Int16)
    /// The field is set, the version has no place for it, and dropping it would change the meaning.
    case fieldNotInVersion(field: String, version: Int16)
    case unexpectedNull(field: String, version: Int16)
    case stringTooLong(byteCount: Int)
    /// The count or byte size does not fit its 32 bits.
    case tooLarge(Int)
}
