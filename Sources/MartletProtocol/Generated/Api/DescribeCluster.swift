// Made by bin/generate from Schemas/Api/DescribeCluster.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeClusterRequest, API 60, versions 0–2.
package struct DescribeClusterRequest: Request {
    package typealias Response = DescribeClusterResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 60) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var includeClusterAuthorizedOperations: Bool
    package var endpointType: Int8
    package var includeFencedBrokers: Bool

    package init(
        includeClusterAuthorizedOperations: Bool = false,
        endpointType: Int8 = 1,
        includeFencedBrokers: Bool = false
    ) {
        self.includeClusterAuthorizedOperations = includeClusterAuthorizedOperations
        self.endpointType = endpointType
        self.includeFencedBrokers = includeFencedBrokers
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.includeClusterAuthorizedOperations = try reader.readBool()
        if version >= 1 {
            self.endpointType = try reader.readInt8()
        }
        if version == 2 {
            self.includeFencedBrokers = try reader.readBool()
        }
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeBool(self.includeClusterAuthorizedOperations)
        if version >= 1 {
            writer.writeInt8(self.endpointType)
        } else if self.endpointType != 1 {
            throw EncodeError.fieldNotInVersion(field: "DescribeClusterRequest.endpointType", version: version)
        }
        if version == 2 {
            writer.writeBool(self.includeFencedBrokers)
        } else if self.includeFencedBrokers {
            throw EncodeError.fieldNotInVersion(field: "DescribeClusterRequest.includeFencedBrokers", version: version)
        }
        writer.writeUnsignedVarint(0)
    }
}

/// DescribeClusterResponse, API 60, versions 0–2.
package struct DescribeClusterResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 60) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var endpointType: Int8
    package var clusterId: String
    package var controllerId: BrokerID
    package var brokers: [DescribeClusterBroker]
    package var clusterAuthorizedOperations: Int32

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        endpointType: Int8 = 1,
        clusterId: String = "",
        controllerId: BrokerID = -1,
        brokers: [DescribeClusterBroker] = [],
        clusterAuthorizedOperations: Int32 = -2147483648
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.endpointType = endpointType
        self.clusterId = clusterId
        self.controllerId = controllerId
        self.brokers = brokers
        self.clusterAuthorizedOperations = clusterAuthorizedOperations
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        if version >= 1 {
            self.endpointType = try reader.readInt8()
        }
        self.clusterId = try reader.readString(isFlexible: true)
        self.controllerId = try BrokerID(rawValue: reader.readInt32())
        self.brokers = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 11)
        self.clusterAuthorizedOperations = try reader.readInt32()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        if version >= 1 {
            writer.writeInt8(self.endpointType)
        } else if self.endpointType != 1 {
            throw EncodeError.fieldNotInVersion(field: "DescribeClusterResponse.endpointType", version: version)
        }
        try writer.writeString(self.clusterId, isFlexible: true)
        writer.writeInt32(self.controllerId.rawValue)
        try writer.writeStructureArray(self.brokers, isFlexible: true, version: version)
        writer.writeInt32(self.clusterAuthorizedOperations)
        writer.writeUnsignedVarint(0)
    }

    package struct DescribeClusterBroker: Structure {
        package var brokerId: BrokerID
        package var host: String
        package var port: Int32
        package var rack: String?
        package var isFenced: Bool

        package init(
            brokerId: BrokerID = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil,
            isFenced: Bool = false
        ) {
            self.brokerId = brokerId
            self.host = host
            self.port = port
            self.rack = rack
            self.isFenced = isFenced
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.brokerId = try BrokerID(rawValue: reader.readInt32())
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readInt32()
            self.rack = try reader.readNullableString(isFlexible: true)
            if version == 2 {
                self.isFenced = try reader.readBool()
            }
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.brokerId.rawValue)
            try writer.writeString(self.host, isFlexible: true)
            writer.writeInt32(self.port)
            try writer.writeString(self.rack, isFlexible: true)
            if version == 2 {
                writer.writeBool(self.isFenced)
            } else if self.isFenced {
                throw EncodeError.fieldNotInVersion(field: "DescribeClusterResponse.isFenced", version: version)
            }
            writer.writeUnsignedVarint(0)
        }
    }
}
