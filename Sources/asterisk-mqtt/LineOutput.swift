import Console
import Correlator
import Glibc
import Watch

/// Writes `TOPIC PAYLOAD` lines to standard output, many at a time.
final class LineOutput {
    private var buffer: [UInt8] = []

    func line(_ prefix: [UInt8], _ event: CallEvent) {
        buffer.append(contentsOf: prefix)
        buffer.append(UInt8(ascii: "/"))
        buffer.append(contentsOf: TerminalText.clean(event.topic).utf8)
        buffer.append(UInt8(ascii: " "))
        buffer.append(contentsOf: TerminalText.escaped(json: event.payload))
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count > 1 << 16 { flush() }
    }

    func flush() {
        // If the reader has gone away, nobody is left to report it to.
        Output.write(buffer, to: STDOUT_FILENO)
        buffer.removeAll(keepingCapacity: true)
    }
}
