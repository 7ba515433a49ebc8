/// Where a reader is in the tagged section of one structure.
package struct TagSection {
    fileprivate var unread: UInt32
    fileprivate var current: UInt32?
    /// The end of the enclosing bytes while a field's content is read.
    fileprivate var outerEnd = 0
}

extension ProtocolReader {
    package mutating func beginTags() throws(DecodeError) -> TagSection {
        TagSection(unread: try readUnsignedVarint(), current: nil)
    }

    /// The next field's tag, with the reader confined to the field's content; nil at the end of the section.
    package mutating func nextTag(_ section: inout TagSection) throws(DecodeError) -> UInt32? {
        guard section.unread > 0 else { return nil }
        section.unread -= 1
        let tag = try readUnsignedVarint()
        if let previous = section.current, tag <= previous { throw .tagsNotAscending(tag: tag) }
        section.current = tag
        section.outerEnd = try limit(to: Int(try readUnsignedVarint()))
        return tag
    }

    /// Ends the field that `nextTag` began: its content must have been read to the last byte.
    package mutating func endTag(_ section: TagSection) throws(DecodeError) {
        guard remaining == 0 else {
            throw .tagSizeMismatch(tag: section.current ?? 0, unused: remaining)
        }
        restoreLimit(section.outerEnd)
    }

    /// Passes over the content of a field that this version does not know.
    package mutating func skipTag() {
        skipToLimit()
    }

    /// Passes over the tagged section of a structure that has no tagged fields.
    package mutating func skipTags() throws(DecodeError) {
        var section = try beginTags()
        while try nextTag(&section) != nil {
            skipTag()
            try endTag(section)
        }
    }

    // MARK: Structures that may be null

    /// Positional: one byte, negative for null.
    package mutating func readNullableStructure<Value: Structure>(
        version: Int16
    ) throws(DecodeError) -> Value? {
        if try readInt8() < 0 { return nil }
        return try Value(from: &self, version: version)
    }

    /// In a tagged field: an unsigned varint, 0 for null.
    package mutating func readTaggedNullableStructure<Value: Structure>(
        version: Int16
    ) throws(DecodeError) -> Value? {
        if try readUnsignedVarint() == 0 { return nil }
        return try Value(from: &self, version: version)
    }
}
