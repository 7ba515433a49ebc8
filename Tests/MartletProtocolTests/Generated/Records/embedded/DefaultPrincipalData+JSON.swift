// Made by bin/generate from Schemas/Records/embedded/DefaultPrincipalData.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DefaultPrincipalData: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("type", version, &self.type)
        try fields.value("name", version, &self.name)
        try fields.value("tokenAuthenticated", version, &self.tokenAuthenticated)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["type"] = self.type.json(version: version)
        fields["name"] = self.name.json(version: version)
        fields["tokenAuthenticated"] = self.tokenAuthenticated.json(version: version)
        return .object(fields)
    }
}
