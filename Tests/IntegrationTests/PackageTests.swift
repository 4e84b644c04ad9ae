import Foundation
import TestSupport
import Testing

@Suite("The Debian package", .timeLimit(.minutes(5)))
struct PackageTests {
    private let folder = TemporaryDirectory()

    /// Whether what makes a package is on this machine; CI has it.
    private static let hasTools = ["dh", "lintian", "fakeroot"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
    }

    @Test("has the programs, the guides, the event reference, the schemas and the spec", .enabled(if: hasTools))
    func contents() async throws {
        // What is in it does not depend on how the programs were built.
        let programs = ["asterisk-mqtt", "wiretap", "callgen"]
        try FileManager.default.createDirectory(atPath: folder.file("programs"), withIntermediateDirectories: false)
        for program in programs {
            try folder.write(
                "#!/bin/sh\nexec '\(Program.path(program))' \"$@\"\n", to: "programs/\(program)", mode: 0o755)
        }
        let script = """
            set -e
            '\(Checkout.file("tools/packaging/build-deb"))' --binaries '\(folder.file("programs"))' --output '\(folder.path)'
            dpkg --contents '\(folder.path)'/asterisk-mqtt_*.deb
            """
        let build = try ChildProcess("bash", ["-c", script], output: folder.file("log"))
        #expect(try await build.wait(within: .seconds(240)) == 0, "\(build.text)")
        let share = "./usr/share"
        for file in programs.flatMap({ ["./usr/bin/\($0)", "\(share)/man/man1/\($0).1.gz"] }) + [
            "\(share)/doc/asterisk-mqtt/guides/GettingStarted.md", "\(share)/doc/asterisk-mqtt/guides/Operations.md",
            "\(share)/doc/asterisk-mqtt/events.md", "\(share)/asterisk-mqtt/spec/calls.json",
            "\(share)/asterisk-mqtt/spec/ami-events.json",
            "\(share)/asterisk-mqtt/spec/generated/schemas/hungup.schema.json",
            "\(share)/bash-completion/completions/callgen",
        ] {
            #expect(build.text.contains(" \(file)\n"), "\(file)")
        }
    }

    @Test("The sample is refused until its secret is filled in, and is otherwise without fault")
    func sample() async throws {
        let sample = Checkout.file("tools/packaging/asterisk-mqtt.yaml")
        let check = "'\(Program.path("asterisk-mqtt"))' check --config '\(sample)'"
        let refused = try ChildProcess("sh", ["-c", "exec \(check)"], output: folder.file("refused"))
        #expect(try await refused.wait() == 78)
        #expect(refused.text.contains("error: ami.secret: is still the sample's"))
        // As the installer does, which looks for that line.
        #expect(read(file: sample).contains("\n  secret: change-me\n"))
        #expect(read(file: Checkout.file("tools/packaging/on-machine")).contains("'^  secret: change-me$'"))
        let filledIn = try ChildProcess(
            "sh", ["-c", "ASTERISK_MQTT_AMI_SECRET=to-be-filled-in exec \(check)"], output: folder.file("filled-in"))
        #expect(try await filledIn.wait() == 0, "\(filledIn.text)")
    }

    @Test("When it is purged, the secrets go, and what is nobody's business stays")
    func purge() async throws {
        for name in ["ami.secret", "branch.secret", "mqtt.password", "http.token", "my-ca.pem"] {
            try folder.write("x", to: name)
        }
        let script = read(file: Checkout.file("tools/packaging/debian/asterisk-mqtt.postrm"))
            .replacing("/etc/asterisk-mqtt", with: folder.path)
            .replacing("/var/lib/asterisk-mqtt", with: folder.file("state"))
        let purge = try ChildProcess("sh", ["-c", script, "postrm", "purge"], output: folder.file("log"))
        #expect(try await purge.wait() == 0, "\(purge.text)")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(left.sorted() == ["log", "my-ca.pem"])
    }
}
