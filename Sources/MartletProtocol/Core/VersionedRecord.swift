/// A metadata record, and the version in which it is to be written.
package struct VersionedRecord: Sendable, Equatable {
    package var value: MetadataRecordValue
    package var version: Int16

    package init(_ value: MetadataRecordValue, version: Int16 = 0) {
        self.value = value
        self.version = version
    }
}
