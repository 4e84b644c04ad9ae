import AMI
import AMIClient
import Calls
import Correlator
import Foundation
import Logging

/// Prints what happens at the doors of a house: of a PBX as it happens, or of a recording of one.
///
///     intercom HOST USERNAME      # the AMI user's secret in INTERCOM_SECRET
///     intercom RECORDING
@main
struct Intercom {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.count == 1, let recording = arguments.first {
            try replay(recording)
        } else if arguments.count == 2, let host = arguments.first, let username = arguments.last,
            let secret = ProcessInfo.processInfo.environment["INTERCOM_SECRET"]
        {
            await watch(AMIConnectionOptions(host: host, username: username, secret: AMISecret(secret)))
        } else {
            print("usage: intercom RECORDING | intercom HOST USERNAME, with INTERCOM_SECRET in the environment")
            exit(64)
        }
    }

    static func watch(_ pbx: AMIConnectionOptions) async {
        for await event in CallEvents(of: pbx, as: .calls, logger: Logger(label: "intercom")) {
            show(event)
        }
    }

    static func replay(_ recording: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: recording)))
        var decoder = AMIDecoder()
        var correlator = Correlator(tables: .calls)
        decoder.decode(bytes.span.bytes, into: &correlator)
        for event in correlator.takeEvents() { show(event) }
    }

    static func show(_ event: CallEvent) {
        print(event.topic, String(decoding: event.payload, as: UTF8.self))
    }
}
