import MartletRecords
import NIOCore

/// The file that says since which start of the machine processes may have written to a log directory.
///
/// What a process has written stays in memory when it ends, and counts as written where its sync has failed
/// (as on Linux): whoever reads it finds it whole, and no sync brings it to the disk. Memory does not outlive
/// the machine's stop. So when the machine was started after the mark was made, what is read is on the disk.
package enum BootMark {
    package static let fileName = "martlet.boot-id"

    /// Marks the directory with the present start, durably, and returns whether the last mark was another's.
    /// Where there is none, or nobody knows when the machine was started, nothing is known of the past. On a
    /// full disk the directory goes without.
    static func renew(in directory: String, _ fileSystem: any FileSystem) throws(StorageError) -> Bool {
        let path = "\(directory)/\(fileName)"
        let text = try fileSystem.readIfThere(path)
        guard let boot = fileSystem.bootID else {
            if text != nil { try fileSystem.remove(path) }
            return false
        }
        let last = text.flatMap { decode($0) }
        if last != boot {
            do throws(StorageError) { try fileSystem.replace(path, with: encode(boot)) } catch {
                guard case .full = error else { throw error }
                try fileSystem.remove(path)
            }
        }
        return last.map { $0 != boot } ?? false
    }

    private static func encode(_ boot: String) -> ByteBuffer {
        ByteBuffer(string: "\(boot) \(String(CRC32C.checksum(ByteBuffer(string: boot)), radix: 16))\n")
    }

    /// Which start the file names; nil where that is not what was written to it.
    package static func decode(_ text: ByteBuffer) -> String? {
        let boot = String(String(buffer: text).prefix { $0 != " " })
        return encode(boot) == text ? boot : nil
    }
}
