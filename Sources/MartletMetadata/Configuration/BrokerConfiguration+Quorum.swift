import MartletModel

extension BrokerConfiguration {
    /// Whether this node makes up its quorum alone, as long as its log names no others: it finds nobody, and
    /// an empty directory formats itself. That is so without any word about a quorum, and where it names
    /// nobody but this node.
    package var isQuorumByItself: Bool {
        guard roles.isController else { return false }
        if !quorum.voters.isEmpty { return quorum.voters.count == 1 }
        return quorum.bootstrapServers.allSatisfy(isThisNode)
    }

    private func isThisNode(_ address: NodeAddress) -> Bool {
        advertisedControllerListeners.contains { listener in
            let isHost =
                listener.host == address.host
                || listener.host.isEmpty && ["localhost", "127.0.0.1", "::1"].contains(address.host)
            return isHost && listener.port == address.port
        }
    }

    /// Whether roles, listeners and voters go together.
    func checkQuorum() throws(ConfigurationError) {
        let isVoter = quorum.voters.contains { $0.id == nodeID }
        let voters = settings.value("controller.quorum.voters") ?? ""
        guard roles.isController else {
            guard !quorum.firstContacts.isEmpty else {
                throw .conflict(
                    key: "process.roles", value: settings.value("process.roles") ?? "",
                    reason: "a broker finds its controllers by controller.quorum.bootstrap.servers or "
                        + "controller.quorum.voters, and neither is set")
            }
            guard !isVoter else {
                throw .conflict(
                    key: "controller.quorum.voters", value: voters,
                    reason: "node.id is \(nodeID), and process.roles=broker is no controller")
            }
            return
        }
        guard isVoter || quorum.voters.isEmpty else {
            throw .conflict(
                key: "controller.quorum.voters", value: voters,
                reason: "node.id is \(nodeID), and a controller has to be among the voters")
        }
        let isAlone = roles.isBroker && quorum.voters.count <= 1 && quorum.bootstrapServers.isEmpty
        guard isAlone || !controllerListenerNames.isEmpty else {
            throw .conflict(
                key: "controller.listener.names", value: "",
                reason: "a controller among several nodes needs a listener of its own")
        }
    }
}
