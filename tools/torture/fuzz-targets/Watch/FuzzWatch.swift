import Correlator
import Fuzzing
@testable import Watch

/// What a broker hands to who watches, whatever it is, is read or left, and does nothing to a terminal.
@main
enum FuzzWatch {
    static func main() {
        Fuzzer.run { start, count in
            let input = Fuzzer.bytes(start, count)
            var board = CallBoard(prefixes: ["asterisk"])
            for topic in ["call/1.1/ringing", "call/1.1/state", "call/1.1/hungup", "bridge/status"] {
                let event = board.receive(topic: "asterisk/\(topic)", payload: input, at: Timestamp(microseconds: 0))
                guard let event else { continue }
                precondition(
                    isSafe(WatchLine.text(event, timeOfDay: "00:00:00")), "a line does something to a terminal")
            }
            let shown = TerminalText.escaped(json: input)
            precondition(isSafe(String(decoding: shown, as: UTF8.self)), "JSON does something to a terminal")
            precondition(TerminalText.escaped(json: shown) == shown, "what was made fit is not fit")
            if let json = JSON(input) { precondition(JSON(shown) == json, "other JSON for a terminal") }
            return 0
        }
    }
}

private func isSafe(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
