// Made by bin/generate from Schemas/Api/Envelope.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension EnvelopeRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("requestData", version, &self.requestData)
        try fields.value("requestPrincipal", version, &self.requestPrincipal)
        try fields.value("clientHostAddress", version, &self.clientHostAddress)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["requestData"] = self.requestData.json(version: version)
        fields["requestPrincipal"] = self.requestPrincipal.json(version: version)
        fields["clientHostAddress"] = self.clientHostAddress.json(version: version)
        return .object(fields)
    }
}

extension EnvelopeResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("responseData", version, &self.responseData)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["responseData"] = self.responseData.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}
