import Console
import Correlator
import Glibc

/// Writes `TOPIC PAYLOAD` lines to standard output, many at a time.
final class LineOutput {
    private var buffer: [UInt8] = []

    func line(_ prefix: [UInt8], _ event: CallEvent) {
        buffer.append(contentsOf: prefix)
        buffer.append(UInt8(ascii: "/"))
        buffer.append(contentsOf: event.topic.utf8)
        buffer.append(UInt8(ascii: " "))
        buffer.append(contentsOf: event.payload)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count > 1 << 16 { flush() }
    }

    func flush() {
        // Where whoever reads has gone away, there is nobody left to tell.
        Output.write(buffer, to: STDOUT_FILENO)
        buffer.removeAll(keepingCapacity: true)
    }
}
