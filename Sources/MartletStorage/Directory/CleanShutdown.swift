import MartletModel
import NIOCore

/// The file that says that everything was flushed and closed before the process ended. That it is there is
/// what counts; the broker epoch in it tells the controller whether the replicas may be trusted (KIP-966).
package enum CleanShutdown {
    package static let fileName = ".kafka_cleanshutdown"

    package static func encode(_ epoch: BrokerEpoch) -> ByteBuffer {
        ByteBuffer(string: #"{"version":0,"brokerEpoch":\#(epoch)}"#)
    }

    /// The broker epoch, or nil where the file does not tell.
    package static func decode(_ bytes: ByteBuffer) -> BrokerEpoch? {
        let key = #""brokerEpoch""#
        let text = String(buffer: bytes)
        guard let start = text.indices.first(where: { text[$0...].hasPrefix(key) }) else { return nil }
        let rest = text[start...].dropFirst(key.count).drop(while: \.isWhitespace)
        guard rest.first == ":" else { return nil }
        let number = rest.dropFirst().drop(while: \.isWhitespace).prefix { $0.isNumber || $0 == "-" }
        return Int64(number).map { BrokerEpoch($0) }
    }
}
