import Glibc

/// The thread of a floor that answers once a request is on disk, or at the followers, or both.
final class FloorAnswers {
    let followers: [Socket]
    private let socket: Socket
    /// Synced before anything is answered that it holds; nil: nothing is.
    private let file: Int32?
    private var lock = pthread_mutex_t()
    private var changed = pthread_cond_t()
    // Under `lock`.
    private var correlationIDs: [Int32] = []
    private var isOver = false

    init(socket: Socket, file: Int32?, followers: [Socket]) {
        self.socket = socket
        self.file = file
        self.followers = followers
        pthread_mutex_init(&lock, nil)
        pthread_cond_init(&changed, nil)
    }

    deinit {
        pthread_mutex_destroy(&lock)
        pthread_cond_destroy(&changed)
    }

    /// Answers while `body` receives.
    func run(_ body: () throws -> Void) throws {
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument {
                    Unmanaged<FloorAnswers>.fromOpaque(argument).takeRetainedValue().answerUntilOver()
                }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard code == 0 else { throw SystemError("starting a thread", code: code) }
        defer {
            pthread_mutex_lock(&lock)
            isOver = true
            pthread_cond_signal(&changed)
            pthread_mutex_unlock(&lock)
            pthread_join(thread, nil)
        }
        try body()
    }

    /// The request is in the file, and on its way to the followers.
    func add(_ correlationID: Int32) {
        pthread_mutex_lock(&lock)
        correlationIDs.append(correlationID)
        pthread_cond_signal(&changed)
        pthread_mutex_unlock(&lock)
    }

    /// One sync covers all that came since the last.
    private func answerUntilOver() {
        while let ids = next() {
            if let file, fdatasync(file) != 0 { return }
            for id in ids where !isAnswered(id) { return }
        }
    }

    private func next() -> [Int32]? {
        pthread_mutex_lock(&lock)
        defer { pthread_mutex_unlock(&lock) }
        while correlationIDs.isEmpty && !isOver { pthread_cond_wait(&changed, &lock) }
        defer { correlationIDs = [] }
        return correlationIDs.isEmpty ? nil : correlationIDs
    }

    private func isAnswered(_ id: Int32) -> Bool {
        do {
            for follower in followers {
                var answer: (Int32, Int32) = (0, 0)
                guard try withUnsafeMutableBytes(of: &answer, { try follower.receiveAll($0) }) else {
                    return false
                }
            }
            try Floor.acknowledge(id, socket)
            return true
        } catch {
            return false
        }
    }
}
