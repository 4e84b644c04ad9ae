import Console
import Synchronization

/// One line on the terminal with the progress, at most ten times a second.
final class ProgressMeter: Sendable {
    private let isOn: Bool
    private let lastShown = Mutex(-1.0)

    /// - Parameter isOn: whether there's a terminal to show it on.
    init(isOn: Bool) { self.isOn = isOn }

    func show(_ progress: CaptureClient.Progress) {
        guard isOn else { return }
        lastShown.withLock { last in
            if last >= 0, progress.seconds - last < 0.1 { return }
            last = progress.seconds
            StandardError.write(
                "\r\(progress.events) events, \(progress.bytes) bytes, \(Self.seconds(progress.seconds))\u{1B}[K")
        }
    }

    /// Clears the line for the next output.
    func end() { if isOn { StandardError.write("\r\u{1B}[K") } }

    static func seconds(_ seconds: Double) -> String { "\(Int(seconds * 10) / 10).\(Int(seconds * 10) % 10) s" }
}
