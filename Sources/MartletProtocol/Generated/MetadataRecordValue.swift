// Made by bin/generate from Schemas/Records/metadata. Do not edit.
// swift-format-ignore-file
import NIOCore

/// A record of `__cluster_metadata`, whichever it is.
package enum MetadataRecordValue: Sendable, Equatable {
    case registerBroker(RegisterBrokerRecord)
    case unregisterBroker(UnregisterBrokerRecord)
    case topic(TopicRecord)
    case partition(PartitionRecord)
    case config(ConfigRecord)
    case partitionChange(PartitionChangeRecord)
    case fenceBroker(FenceBrokerRecord)
    case unfenceBroker(UnfenceBrokerRecord)
    case removeTopic(RemoveTopicRecord)
    case delegationToken(DelegationTokenRecord)
    case userScramCredential(UserScramCredentialRecord)
    case featureLevel(FeatureLevelRecord)
    case clientQuota(ClientQuotaRecord)
    case producerIds(ProducerIdsRecord)
    case brokerRegistrationChange(BrokerRegistrationChangeRecord)
    case accessControlEntry(AccessControlEntryRecord)
    case removeAccessControlEntry(RemoveAccessControlEntryRecord)
    case noOp(NoOpRecord)
    case zkMigrationState(ZkMigrationStateRecord)
    case removeUserScramCredential(RemoveUserScramCredentialRecord)
    case beginTransaction(BeginTransactionRecord)
    case endTransaction(EndTransactionRecord)
    case abortTransaction(AbortTransactionRecord)
    case removeDelegationToken(RemoveDelegationTokenRecord)
    case registerController(RegisterControllerRecord)
    case clearElr(ClearElrRecord)
    case unregisterController(UnregisterControllerRecord)

    /// The record's message, for what all of them have in common.
    package var record: any MetadataRecord {
        switch self {
        case .registerBroker(let record): record
        case .unregisterBroker(let record): record
        case .topic(let record): record
        case .partition(let record): record
        case .config(let record): record
        case .partitionChange(let record): record
        case .fenceBroker(let record): record
        case .unfenceBroker(let record): record
        case .removeTopic(let record): record
        case .delegationToken(let record): record
        case .userScramCredential(let record): record
        case .featureLevel(let record): record
        case .clientQuota(let record): record
        case .producerIds(let record): record
        case .brokerRegistrationChange(let record): record
        case .accessControlEntry(let record): record
        case .removeAccessControlEntry(let record): record
        case .noOp(let record): record
        case .zkMigrationState(let record): record
        case .removeUserScramCredential(let record): record
        case .beginTransaction(let record): record
        case .endTransaction(let record): record
        case .abortTransaction(let record): record
        case .removeDelegationToken(let record): record
        case .registerController(let record): record
        case .clearElr(let record): record
        case .unregisterController(let record): record
        }
    }

    /// Reads a record's value: the prefix with type and version, then the message.
    package static func decode(_ value: ByteBuffer) throws(DecodeError) -> MetadataRecordValue {
        var reader = ProtocolReader(value)
        let frame = try RecordFrame(from: &reader)
        let record = try decode(frame, &reader)
        try reader.finish()
        return record
    }

    private static func decode(
        _ frame: RecordFrame, _ reader: inout ProtocolReader
    ) throws(DecodeError) -> MetadataRecordValue {
        let version = frame.version
        switch frame.type {
        case 0: return .registerBroker(try RegisterBrokerRecord(from: &reader, version: version))
        case 1: return .unregisterBroker(try UnregisterBrokerRecord(from: &reader, version: version))
        case 2: return .topic(try TopicRecord(from: &reader, version: version))
        case 3: return .partition(try PartitionRecord(from: &reader, version: version))
        case 4: return .config(try ConfigRecord(from: &reader, version: version))
        case 5: return .partitionChange(try PartitionChangeRecord(from: &reader, version: version))
        case 7: return .fenceBroker(try FenceBrokerRecord(from: &reader, version: version))
        case 8: return .unfenceBroker(try UnfenceBrokerRecord(from: &reader, version: version))
        case 9: return .removeTopic(try RemoveTopicRecord(from: &reader, version: version))
        case 10: return .delegationToken(try DelegationTokenRecord(from: &reader, version: version))
        case 11: return .userScramCredential(try UserScramCredentialRecord(from: &reader, version: version))
        case 12: return .featureLevel(try FeatureLevelRecord(from: &reader, version: version))
        case 14: return .clientQuota(try ClientQuotaRecord(from: &reader, version: version))
        case 15: return .producerIds(try ProducerIdsRecord(from: &reader, version: version))
        case 17: return .brokerRegistrationChange(try BrokerRegistrationChangeRecord(from: &reader, version: version))
        case 18: return .accessControlEntry(try AccessControlEntryRecord(from: &reader, version: version))
        case 19: return .removeAccessControlEntry(try RemoveAccessControlEntryRecord(from: &reader, version: version))
        case 20: return .noOp(try NoOpRecord(from: &reader, version: version))
        case 21: return .zkMigrationState(try ZkMigrationStateRecord(from: &reader, version: version))
        case 22: return .removeUserScramCredential(try RemoveUserScramCredentialRecord(from: &reader, version: version))
        case 23: return .beginTransaction(try BeginTransactionRecord(from: &reader, version: version))
        case 24: return .endTransaction(try EndTransactionRecord(from: &reader, version: version))
        case 25: return .abortTransaction(try AbortTransactionRecord(from: &reader, version: version))
        case 26: return .removeDelegationToken(try RemoveDelegationTokenRecord(from: &reader, version: version))
        case 27: return .registerController(try RegisterControllerRecord(from: &reader, version: version))
        case 28: return .clearElr(try ClearElrRecord(from: &reader, version: version))
        case 29: return .unregisterController(try UnregisterControllerRecord(from: &reader, version: version))
        default: throw .unknownRecordType(frame.type)
        }
    }
}
