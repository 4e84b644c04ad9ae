import Correlator
import FoundationEssentials
import Glibc

/// Which of Asterisk's devices are phones: neither the trunks of the configuration, nor what is no more
/// than a number dialled by way of a line (`DAHDI/i1/NUMBER`).
struct PhoneFilter {
    private let trunks: [String]
    private let legend: Legend

    /// - Parameters:
    ///   - trunks: Patterns of the names of the trunks' channels.
    ///   - legend: Which messages say what phones are doing.
    init(trunks: [String], _ legend: Legend = .builtIn) {
        self.trunks = trunks
        self.legend = legend
    }

    /// Whether an event may be published: all but the state of a device that is no phone.
    func passes(_ event: CallEvent) -> Bool {
        guard event.retain, legend.message(named: event.name).map({ legend.messages[$0].role == .lamp }) == true,
            let device = (try? JSONDecoder().decode(Payload.self, from: Data(event.payload)))?.device
        else { return true }
        if device.split(separator: "/", omittingEmptySubsequences: false).count > 2 { return false }
        // A device's channels are called after it, with a number behind.
        return !trunks.contains { fnmatch($0, "\(device)-00000000", 0) == 0 }
    }

    private struct Payload: Decodable {
        var device: String?
    }
}
