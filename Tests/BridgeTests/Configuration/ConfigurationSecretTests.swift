import Glibc
import TestSupport
import Testing

@testable import Bridge

@Suite("Where secrets come from, and where they don't go")
struct ConfigurationSecretTests {
    @Test(
        "A secret is read from its file, without the line break at the end", arguments: ["s3:#", "s3:#\n", "s3:#\r\n"])
    func secretFile(_ contents: String) throws {
        let directory = TemporaryDirectory()
        let file = try directory.write(contents, to: "secret")
        let result = try load("ami:\n  username: bridge\n  secret_file: \(file)\n", in: directory)
        #expect(result.configuration.ami.secret.reveal() == "s3:#")
        #expect(result.warnings.isEmpty)
    }

    @Test(
        "A secret's file with something else in it is refused, and what is in it not repeated",
        arguments: [
            ([UInt8](), "which is empty"), (Array("\n".utf8), "which is empty"),
            (Array("hunter2\nhunter3\n".utf8), "more than one line"), (Array("hunter2\u{0}".utf8), "control character"),
            ([0x68, 0xFF], "not UTF-8"), ([UInt8](repeating: 0x61, count: 65537), "larger than 65536"),
            ([UInt8](repeating: 0x61, count: 1025), "more than 1024"),
        ])
    func badSecretFile(_ contents: [UInt8], says reason: String) throws {
        let directory = TemporaryDirectory()
        let file = try directory.write(contents, to: "secret")
        let found = try faults("ami:\n  username: bridge\n  secret_file: \(file)\n", in: directory)
        #expect(found.count == 1)
        let fault = try #require(found.first)
        #expect(fault.hasPrefix("DIR/asterisk-mqtt.yaml:3: error: ami.secret_file: "))
        #expect(fault.contains(reason))
        #expect(!fault.contains("hunter"))
    }

    @Test("A secret's file that is a pipe with a name or a device is refused and not waited for")
    func noFile() throws {
        let directory = TemporaryDirectory()
        mkfifo(directory.file("pipe"), 0o600)
        for path in [directory.file("pipe"), "/dev/null", directory.path] {
            let found = try faults("ami:\n  username: bridge\n  secret_file: \(path)\n", in: directory)
            #expect(found.count == 1)
            #expect(
                found.first?.contains(path == directory.path ? "Is a directory" : "It is no file") == true, "\(found)")
        }
        let found = try faults(
            minimal + "mqtt: {broker: ssl://broker, tls: {ca_file: \(directory.file("pipe"))}}\n", in: directory)
        #expect(found.first?.contains("It is no file") == true, "\(found)")
    }

    @Test("A secret can be handed over in a pipe without a name")
    func pipe() throws {
        var ends: [Int32] = [0, 0]
        #expect(Glibc.pipe(&ends) == 0)
        #expect(write(ends[1], "handed over\n", 12) == 12)
        close(ends[1])
        defer { close(ends[0]) }
        let result = try load("ami:\n  username: bridge\n  secret_file: /dev/fd/\(ends[0])\n")
        #expect(result.configuration.ami.secret.reveal() == "handed over")
    }

    @Test("systemd's credentials beat the file, and the environment beats them")
    func credentials() throws {
        let directory = TemporaryDirectory()
        try directory.write("of systemd\n", to: "ami.secret", mode: 0o400)
        try directory.write("password of systemd\n", to: "mqtt.password", mode: 0o400)
        var environment = ["CREDENTIALS_DIRECTORY": directory.path]
        let yaml = minimal + "mqtt:\n  username: u\n  password_file: /nonexistent\n"

        var configuration = try load(yaml, environment: environment, in: directory).configuration
        #expect(configuration.ami.secret.reveal() == "of systemd")
        #expect(configuration.mqtt.password?.reveal() == "password of systemd")

        environment["ASTERISK_MQTT_AMI_SECRET"] = "of the environment"
        configuration = try load(yaml, environment: environment, in: directory).configuration
        #expect(configuration.ami.secret.reveal() == "of the environment")
    }

    @Test("A credential that is not there is not missed")
    func missingCredential() throws {
        let directory = TemporaryDirectory()
        let environment = ["CREDENTIALS_DIRECTORY": directory.path]
        let result = try load(minimal, environment: environment, in: directory)
        #expect(result.configuration.ami.secret.reveal() == "hunter2-of-the-file")
        #expect(result.warnings.isEmpty)
    }

    @Test("A credential that is faulty is said with its own file")
    func faultyCredential() throws {
        let directory = TemporaryDirectory()
        try directory.write("", to: "ami.secret")
        let environment = ["CREDENTIALS_DIRECTORY": directory.path]
        let found = try faults("ami: {username: bridge}", environment: environment, in: directory)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("DIR/ami.secret: error: ") == true)
    }

    @Test("A secret and its file in the same source is one too many, in different ones the heavier counts")
    func secretAndFile() throws {
        let directory = TemporaryDirectory()
        let file = try directory.write("of its file", to: "secret")
        let environment = ["ASTERISK_MQTT_AMI_SECRET_FILE": file]
        #expect(
            try load(minimal, environment: environment, in: directory).configuration.ami.secret.reveal()
                == "of its file")
        let both = environment.merging(["ASTERISK_MQTT_AMI_SECRET": "hunter2"]) { $1 }
        let found = try faults(minimal, environment: both, in: directory)
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix(
                "$ASTERISK_MQTT_AMI_SECRET_FILE: error: ami.secret_file: is given, and so is ami.secret ($ASTERISK_MQTT_AMI_SECRET)"
            ) == true)
    }

    @Test(
        "No fault repeats a secret, however it was miswritten",
        arguments: [
            "ami:\n  username: b\n  secret: [hunter2]\n", "ami:\n  username: b\n  secret: {hunter2: x}\n",
            "ami:\n  username: b\n  secret:hunter2\n", "ami: {username: b, secret:hunter2}\n",
            "ami:\n  username: b\n  secret: \"hunter2\n", "ami:\n  username: b\n  secret: hunter2: x\n",
            "ami:\n  username: b\n  secret: %hunter2\n", "ami:\n  username: b\n  secret: *hunter2\n",
            "ami:\n  username: b\n  secret_file: hunter2\n", "ami:\n  username: b\n  secret: \"\\qhunter2\"\n",
            "ami:\n  username: b\n  secret: \"hunter2\\n\"\n", "ami: hunter2\n",
            "ami:\n  username: b\n  secret: hunter2\n  secret: hunter2\n  password: hunter2\n",
        ])
    func faultsKeepSecrets(_ yaml: String) throws {
        let found = try faults(yaml)
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { !$0.contains("hunter2") }, "\(found)")
    }

    @Test("A configuration can be printed, dumped and mirrored without its secrets")
    func printing() throws {
        let configuration = try load(minimal + "mqtt: {username: u, password: hunter2}\n").configuration
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(text.contains("bridge"))
            #expect(!text.contains("hunter2"))
        }
    }
}
