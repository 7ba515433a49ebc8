/// How a broker stays in the controller's good books, and how it takes its leave.
///
/// A session is for what leaves no trace: a process that hangs, a machine without power or network. One that
/// dies is noticed at once (`BrokerChecks`), however long sessions are. So the session may be as long as a
/// pause that is nobody's fault: a virtual machine that stands still for five seconds, as when it is moved,
/// is not to lose its leaderships. It has then been silent for five seconds and at most one interval, and
/// needs a little to report again; 7 s leave it more than a second for that. Apache Kafka's 2 s and 9 s
/// leave it two, and take 2 s longer to notice a dead machine. A heartbeat that changes nothing costs no
/// record, and 500 ms between them is what a controller that has just been elected waits at most to hear
/// from everybody.
package struct BrokerSessionConfiguration: Sendable, Equatable {
    /// `broker.heartbeat.interval.ms`: how often the broker reports; 500 ms.
    package var heartbeatInterval: Duration
    /// `broker.session.timeout.ms`: the active controller fences a broker from which it hears nothing for so
    /// long; 7 s.
    package var sessionTimeout: Duration
    /// `initial.broker.registration.timeout.ms`: a broker that is not registered by then stops.
    package var initialRegistrationTimeout: Duration
    /// `controlled.shutdown.enable`: whether a broker that stops waits until others lead what it led.
    package var handsOverBeforeStop: Bool
    /// `controller.socket.timeout.ms`: how long one request to the controller may take.
    package var controllerRequestTimeout: Duration
    /// `request.timeout.ms`: how long a client's change may be under way where the client does not say.
    package var requestTimeout: Duration

    init(_ settings: StaticConfiguration) throws(ConfigurationError) {
        heartbeatInterval = settings.duration("broker.heartbeat.interval.ms")
        sessionTimeout = settings.duration("broker.session.timeout.ms")
        initialRegistrationTimeout = settings.duration("initial.broker.registration.timeout.ms")
        handsOverBeforeStop = settings.flag("controlled.shutdown.enable")
        controllerRequestTimeout = settings.duration("controller.socket.timeout.ms")
        requestTimeout = settings.duration("request.timeout.ms")
        guard heartbeatInterval < sessionTimeout else {
            let key = "broker.heartbeat.interval.ms"
            throw .conflict(
                key: key, value: settings.value(key) ?? "",
                reason: "a broker is fenced after broker.session.timeout.ms="
                    + "\(settings.value("broker.session.timeout.ms") ?? "") without a heartbeat")
        }
    }
}
