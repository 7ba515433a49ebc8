/// The four listener settings of a node, made to agree with one another and with what the node is.
struct ListenerPlan {
    var listeners: [Listener] = []
    var advertised: [Listener] = []
    var advertisedControllers: [Listener] = []
    var controllerNames: [String]
    var interBrokerName: String

    init(_ settings: StaticConfiguration, _ roles: ProcessRoles) throws(ConfigurationError) {
        controllerNames = ConfigDefinition.elements(of: settings.value("controller.listener.names") ?? "")
            .map { $0.uppercased() }
        interBrokerName = (settings.value("inter.broker.listener.name") ?? "PLAINTEXT").uppercased()
        let protocols = try Self.protocols(settings)
        listeners = try addresses("listeners", settings, protocols)
        try checkPorts(settings)
        try checkControllerNames(settings, roles)
        if roles.isBroker { try chooseInterBrokerName(settings) }
        try advertise(settings, protocols, roles)
    }

    private static func protocols(
        _ settings: StaticConfiguration
    ) throws(ConfigurationError) -> [String: SecurityProtocol] {
        let key = "listener.security.protocol.map"
        let text = settings.value(key) ?? ""
        var result: [String: SecurityProtocol] = [:]
        for element in ConfigDefinition.elements(of: text) {
            let parts = element.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let named = SecurityProtocol(name: String(parts[1])),
                result.updateValue(named, forKey: parts[0].uppercased()) == nil
            else {
                throw .impossibleValue(
                    key: key, value: text,
                    allowed: "a list of name:protocol, each name once; "
                        + "protocols are PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL")
            }
        }
        return result
    }

    private func addresses(
        _ key: String, _ settings: StaticConfiguration, _ protocols: [String: SecurityProtocol]
    ) throws(ConfigurationError) -> [Listener] {
        let text = settings.value(key) ?? ""
        guard let addresses = ListenerAddress.list(text) else {
            throw .impossibleValue(key: key, value: text, allowed: ListenerAddress.allowed)
        }
        let isMapSet = settings.values["listener.security.protocol.map"] != nil
        var result: [Listener] = []
        for address in addresses {
            // As in Kafka, a controller's listener needs no entry as long as nobody wrote a map.
            let assumed: SecurityProtocol? =
                !isMapSet && controllerNames.contains(address.name) ? .plaintext : nil
            guard let security = protocols[address.name] ?? assumed else {
                throw .conflict(
                    key: key, value: text,
                    reason: "listener.security.protocol.map does not say the protocol of \(address.name)")
            }
            guard security == .plaintext else {
                throw .notImplemented(key: key, value: text, allowed: "listeners with the protocol PLAINTEXT")
            }
            result.append(
                Listener(
                    name: address.name, host: address.host, port: address.port, securityProtocol: security))
        }
        return result
    }

    private func checkPorts(_ settings: StaticConfiguration) throws(ConfigurationError) {
        var seen: Set<String> = []
        for listener in listeners where listener.port != 0 {
            guard seen.insert("\(listener.host):\(listener.port)").inserted else {
                throw .conflict(
                    key: "listeners", value: settings.value("listeners") ?? "",
                    reason: "two listeners have the port \(listener.port)")
            }
        }
    }

    /// Controllers listen on their own listeners, brokers on the others.
    private func checkControllerNames(
        _ settings: StaticConfiguration, _ roles: ProcessRoles
    ) throws(ConfigurationError) {
        let key = "controller.listener.names"
        let names = listeners.map(\.name)
        guard roles.isController else {
            guard !controllerNames.isEmpty else {
                throw .conflict(
                    key: key, value: "", reason: "a broker needs the name of its controllers' listener")
            }
            guard let name = controllerNames.first(where: names.contains) else { return }
            throw .conflict(
                key: "listeners", value: settings.value("listeners") ?? "",
                reason: "\(name) is one of \(key), and process.roles=broker is no controller")
        }
        if let name = controllerNames.first(where: { !names.contains($0) }) {
            throw .conflict(
                key: key, value: settings.value(key) ?? "",
                reason: "listeners has no \(name), and a controller has to listen there")
        }
        if !roles.isBroker, let name = names.first(where: { !controllerNames.contains($0) }) {
            throw .conflict(
                key: "listeners", value: settings.value("listeners") ?? "",
                reason: "\(name) is for clients, and process.roles=controller serves none: "
                    + "allowed are those of \(key)")
        }
    }

    private mutating func chooseInterBrokerName(
        _ settings: StaticConfiguration
    ) throws(ConfigurationError) {
        let clientNames = listeners.map(\.name).filter { !controllerNames.contains($0) }
        guard let first = clientNames.first else {
            throw .conflict(
                key: "listeners", value: settings.value("listeners") ?? "",
                reason: "every listener is one of controller.listener.names, so clients could not connect")
        }
        if clientNames.contains(interBrokerName) { return }
        if let value = settings.values["inter.broker.listener.name"] {
            throw .impossibleValue(
                key: "inter.broker.listener.name", value: value,
                allowed: "one of the listeners \(clientNames.joined(separator: ", "))")
        }
        interBrokerName = first
    }

    private mutating func advertise(
        _ settings: StaticConfiguration, _ protocols: [String: SecurityProtocol], _ roles: ProcessRoles
    ) throws(ConfigurationError) {
        var named: [Listener] = []
        if let text = settings.value("advertised.listeners") {
            named = try addresses("advertised.listeners", settings, protocols)
            try checkAdvertised(named, text)
            // Controllers' addresses are not for clients.
            advertised = named.filter { !controllerNames.contains($0.name) }
            if roles.isBroker, !advertised.contains(where: { $0.name == interBrokerName }) {
                throw .impossibleValue(
                    key: "advertised.listeners", value: text,
                    allowed: "a list with the inter-broker listener \(interBrokerName)")
            }
        } else {
            advertised = listeners.filter { !controllerNames.contains($0.name) }.map(Self.asAdvertised)
        }
        advertisedControllers = controllerNames.compactMap { name in
            named.first { $0.name == name }
                ?? listeners.first { $0.name == name }.map(Self.asAdvertised)
        }
    }

    private func checkAdvertised(_ named: [Listener], _ text: String) throws(ConfigurationError) {
        for listener in named {
            guard listeners.contains(where: { $0.name == listener.name }) else {
                throw .impossibleValue(
                    key: "advertised.listeners", value: text,
                    allowed: "names that listeners has: \(listeners.map(\.name).joined(separator: ", "))")
            }
            if Self.isEveryInterface(listener.host), !listener.host.isEmpty {
                throw .impossibleValue(
                    key: "advertised.listeners", value: text,
                    allowed: "addresses that clients can connect to, not \(listener.host)")
            }
        }
    }

    private static func asAdvertised(_ listener: Listener) -> Listener {
        var result = listener
        if isEveryInterface(listener.host) { result.host = "" }
        return result
    }

    private static func isEveryInterface(_ host: String) -> Bool {
        host.isEmpty || host == "0.0.0.0" || host == "::"
    }
}
