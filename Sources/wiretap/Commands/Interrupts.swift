import Dispatch

import Glibc

/// Ctrl-C and `kill`: the program finishes its files before it ends.
struct Interrupts {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter body: called once or more, on a queue of its own.
    init(_ body: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler(handler: body)
            source.resume()
            return source
        }
    }

    /// Restores the default actions of the signals.
    func end() {
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
}
