import Glibc
import TestSupport
import Testing

@testable import Bridge

@Suite("What is wrong with a configuration")
struct ConfigurationFaultTests {
    /// A file, and what is said of it.
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let yaml: String
        var environment: [String: String] = [:]
        var flags: [String: String] = [:]
        let expected: [String]
    }

    @Test("Is said with its place and its remedy, all of it at once", arguments: inFile)
    func faultsOfFile(_ fault: Case) throws {
        let found = try faults(fault.yaml, environment: fault.environment, flags: fault.flags)
        #expect(found == fault.expected)
    }

    @Test(
        "A topic prefix that MQTT can't have is refused",
        arguments: ["", "#", "a/#", "+", "a/+/b", "$SYS", "$", "/a", "a/", "a//b", "a\u{0}b", "a\nb", "a\u{85}b"])
    func topicPrefix(_ prefix: String) throws {
        let found = try faults(minimal, flags: ["mqtt.topic_prefix": prefix])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("--mqtt-topic-prefix: error: mqtt.topic_prefix: ") == true)
    }

    @Test(
        "A broker's address that can't be is refused, and not repeated",
        arguments: [
            "localhost", "http://localhost", "tcp://", "tcp://localhost:", "tcp://localhost:0", "tcp://localhost:65536",
            "tcp://localhost:+1", "tcp://a b", "tcp://user:hunter2@localhost", "tcp://localhost/hunter2", "tcp://[::1",
            "tcp://[::1]x", "tcp://::1", "tcp://[hunter2]:1883:x",
        ])
    func broker(_ address: String) throws {
        let found = try faults(minimal, flags: ["mqtt.broker": address])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("--mqtt-broker: error: mqtt.broker: ") == true)
        #expect(found.first?.contains("hunter2") == false)
    }

    @Test("Bounds hold on both sides of each number", arguments: ConfigurationTable.fields.filter { $0.hasBounds })
    func bounds(_ field: ConfigurationField) throws {
        var configuration = BridgeConfiguration()
        let numbers = field.typeDescription.split { !($0.isNumber || $0 == ".") }.compactMap { Double($0) }
        let (low, high) = (numbers[0], numbers[1])
        func text(_ number: Double) -> String { number == number.rounded() ? "\(Int(number))" : "\(number)" }
        try field.apply(.scalar(text(low)), &configuration)
        try field.apply(.scalar(text(high)), &configuration)
        for outside in [text(low - 1), text(high + 1), "-1", "", "nan", "inf", "99999999999999999999999", "1e3", " 30"]
        {
            #expect(throws: ConfigurationComplaint.self) { try field.apply(.scalar(outside), &configuration) }
        }
    }

    @Test("A file that is not there is said, and nothing is said to be missing from it")
    func missingFile() {
        let error = #expect(throws: ConfigurationFaults.self) {
            try ConfigurationLoader(file: "/nonexistent/a.yaml", environment: [:]).load()
        }
        #expect(
            error?.description
                == "/nonexistent/a.yaml: error: the configuration file can't be read: No such file or directory; give a YAML file that the bridge's user can read"
        )
    }

    @Test("Without any source, what is required is said to be missing from the configuration")
    func noSource() throws {
        let found = try faults(nil)
        #expect(found.count == 2)
        #expect(found.allSatisfy { $0.hasPrefix("configuration: error: ami.") })
    }

    @Test("A file that may not be read is said, unless root reads it", .enabled(if: geteuid() != 0))
    func forbiddenFile() throws {
        let found = try faults(minimal, mode: 0o000)
        #expect(found.count == 1)
        #expect(found.first?.contains("Permission denied") == true)
    }

    @Test("Bytes that are no UTF-8 are said with their line")
    func notUTF8() throws {
        let directory = TemporaryDirectory()
        let file = try directory.write(Array("ami:\n  username: b\n  secret: ".utf8) + [0xFF, 0x0A], to: "a.yaml")
        let error = #expect(throws: ConfigurationFaults.self) {
            try ConfigurationLoader(file: file, environment: [:]).load()
        }
        #expect(error?.description == "\(file):3: error: this is not UTF-8; save the file as UTF-8")
    }

    @Test("A file without end is not read to its end, and a device not at all")
    func endlessFile() throws {
        let directory = TemporaryDirectory()
        let large = try directory.write("", to: "large")
        #expect(truncate(large, 1 << 30) == 0)
        for (file, reason) in [(large, "larger than 1048576 bytes"), ("/dev/zero", "It is no file")] {
            let error = #expect(throws: ConfigurationFaults.self) {
                try ConfigurationLoader(file: file, environment: [:]).load()
            }
            #expect(error?.faults.first?.message.contains(reason) == true)
        }
    }

    @Test("Deep nesting ends in a fault, not in a crash")
    func deepNesting() throws {
        let found = try faults(String(repeating: "[", count: 200_000))
        #expect(found.count == 1)
        #expect(found.first?.contains("this is not YAML: it is nested more than 32 deep") == true)
    }

    @Test("Aliases of aliases stand for nothing, and so for no more than any memory holds")
    func aliases() throws {
        let levels = (1...60).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
        let found = try faults("a0: &a0 [x]\n" + levels)
        #expect(found.count == 63)
        #expect(found.filter { $0.contains("is not a name that is known here") }.count == 61)
    }

    @Test("As many keys as a file can hold are all looked at, in seconds")
    func manyKeys() throws {
        let found = try faults((0..<100_000).map { "k\($0):\n" }.joined() + "k99999:\nk0:\n")
        #expect(found.filter { $0.contains("is given a second time") }.count == 2)
        #expect(found.count == 100_004)
    }

    @Test("The exit code is that of a configuration error in sysexits.h")
    func exitCode() {
        #expect(ConfigurationFaults.exitCode == 78)
    }
}

extension ConfigurationField: CustomTestStringConvertible {
    /// Names the case by its field.
    public var testDescription: String { path }

    fileprivate var hasBounds: Bool { typeDescription.contains(" from ") }
}
