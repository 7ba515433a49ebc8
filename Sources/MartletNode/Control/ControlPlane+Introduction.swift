import Logging
import MartletMetadata
import MartletModel
import MartletProtocol

/// The controller's role: this node tells the active controller of itself (KIP-919), so that features are
/// only upgraded as far as it can follow, and it can be listed.
struct ControllerIntroduction: Sendable {
    var endpoints: [MartletMetadata.Listener]
    var isUnderWay = false
    /// When it is looked at again, after it was sent.
    var retryAt: Duration?

    static let pause: Duration = .seconds(1)
}

extension ControlPlane {
    /// Registers this controller, if the image does not know it as it is.
    func introduce() {
        guard var introduction, !introduction.isUnderWay, calls.location != .unknown,
            introduction.retryAt.map({ $0 <= uptime }) ?? true,
            let version = image.metadataVersion, version >= .controllerRegistration
        else { return }
        introduction.retryAt = nil
        defer { self.introduction = introduction }
        let known = image.controllers[settings.nodeID]
        guard known?.incarnationID != incarnationID || known?.endpoints != introduction.endpoints else {
            return
        }
        introduction.isUnderWay = true
        let request = ControllerRegistrationRequest(
            id: settings.nodeID, incarnationID: incarnationID, endpoints: introduction.endpoints)
        // Later: the image is just being changed.
        run { plane in
            plane.ask(.decide(.controllerRegistration(request)), version: 0, .own) { answer in
                let code = (answer as? ControllerRegistrationResponse)?.errorCode
                self.run { $0.introductionEnded(code) }
            }
        }
    }

    private func introductionEnded(_ code: ErrorCode?) {
        introduction?.isUnderWay = false
        // Also after a success: the image shows it a little later.
        introduction?.retryAt = uptime + ControllerIntroduction.pause
        if code != ErrorCode.none {
            logger.debug(
                "The active controller does not register this controller",
                metadata: ["error": "\(code.map(\.description) ?? "no answer")"])
        }
    }
}
