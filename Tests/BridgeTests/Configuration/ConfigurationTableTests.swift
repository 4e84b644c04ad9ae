import ArgumentParser
import Testing

@testable import Bridge

@Suite("The table of fields")
struct ConfigurationTableTests {
    @Test("Names of variables and flags follow from the path")
    func names() {
        let field = ConfigurationTable.field("ami.tls.ca_file")
        #expect(field.environmentName == "ASTERISK_MQTT_AMI_TLS_CA_FILE")
        #expect(field.flagName == "ami-tls-ca-file")
    }

    @Test("No two fields share a variable or a flag, and no field is a section")
    func unique() {
        let fields = ConfigurationTable.fields
        #expect(Set(fields.map(\.environmentName)).count == fields.count)
        #expect(Set(fields.map(\.flagName)).count == fields.count)
        #expect(fields.allSatisfy { !ConfigurationTable.sections.contains($0.path) })
    }

    @Test("Each field says what it is for and what to do, in one sentence's form", arguments: ConfigurationTable.fields)
    func texts(_ field: ConfigurationField) {
        for text in [field.help, field.remedy, field.typeDescription] {
            #expect(!text.isEmpty && !text.hasSuffix(".") && !text.contains("\n"))
        }
        #expect(field.defaultText == nil || !field.isRequired)
        #expect(field.example != nil || field.defaultText != nil)
    }

    @Test("Each field has its flag, and the flag its field", arguments: ConfigurationTable.fields)
    func flag(_ field: ConfigurationField) throws {
        let flags = try ConfigurationFlags.parse(["--\(field.flagName)", "some value"])
        #expect(flags.values == [field.path: "some value"])
    }

    @Test("There are no flags but those of the table")
    func noOtherFlags() throws {
        #expect(try ConfigurationFlags.parse([]).values.isEmpty)
        // One of the first's children is the group of the second.
        let (all, broker) = (Mirror(reflecting: ConfigurationFlags()), Mirror(reflecting: BrokerFlags()))
        #expect(all.children.count - 1 + broker.children.count == ConfigurationTable.fields.count)
    }

    @Test("The help of the command line is the table's")
    func help() {
        // Columns break lines where they like.
        let help = ConfigurationFlags.helpMessage(columns: 1000)
        for field in ConfigurationTable.fields {
            #expect(help.contains("--\(field.flagName) <"))
            #expect(help.contains(field.help))
            #expect(help.contains("Takes \(field.typeDescription)."))
            #expect(help.contains("[$\(field.environmentName)]"))
            if let text = field.defaultText { #expect(help.contains("(default: \(text))")) }
        }
    }

    @Test("The sample means the defaults once it has a secret")
    func sample() throws {
        let text = ConfigurationSample.text.replacing("  secret: change-me\n", with: "  secret: of-our-own\n")
        let (configuration, warnings) = try load(text)
        var expected = BridgeConfiguration()
        expected.ami.username = "asterisk-mqtt"
        expected.ami.secret = Secret("of-our-own")
        #expect(configuration == expected)
        #expect(warnings.isEmpty)
    }

    @Test(
        "What the sample has for a secret is refused: everybody knows it",
        arguments: ["ami.secret", "mqtt.password", "http.token"])
    func placeholders(_ path: String) throws {
        let parts = path.split(separator: ".")
        let secret = path == "ami.secret" ? "" : "ami: {username: a, secret: b}\n"
        let text = path == "ami.secret" ? ConfigurationSample.text : "\(parts[0]):\n  \(parts[1]): change-me\n"
        let more = path == "http.token" ? "  listen: 127.0.0.1:9464\n" : ""
        let found = try faults(secret + text + more)
        #expect(found.count == 1)
        #expect(found.first?.contains("error: \(path): is still the sample's, which everybody knows; ") == true)
    }

    @Test("Values that are few, and files, are what a shell completes")
    func choices() {
        #expect(ConfigurationTable.field("ami.auth").choices == ["md5", "plain"])
        #expect(ConfigurationTable.field("mqtt.states").choices == ["true", "false"])
        #expect(ConfigurationTable.field("log.level").choices.contains("warning"))
        #expect(ConfigurationTable.field("mqtt.broker").choices.isEmpty)
        #expect(
            ConfigurationTable.field("mqtt.tls.ca_file").isPath && ConfigurationTable.field("ami.secret_file").isPath)
        #expect(!ConfigurationTable.field("ami.host").isPath)
    }

    @Test(
        "What other programs call it is known",
        arguments: [
            ("mqtt:\n  host: broker.example\n", "did you mean mqtt.broker, such as tcp://HOST:1883?"),
            ("mqtt:\n  port: 1883\n", "did you mean mqtt.broker, such as tcp://HOST:1883?"),
            ("ami:\n  username: a\n  password: b\n", "did you mean ami.secret?"),
        ])
    func otherNames(_ text: String, _ remedy: String) throws {
        #expect(try faults(text).contains { $0.hasSuffix(remedy) })
    }

    @Test("The sample with every default written out means the defaults too")
    func sampleWithDefaults() throws {
        let lines = ConfigurationSample.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            // "#port: 5038" is a field, "# Host name …" is a comment.
            let bare = line.drop { $0 == " " }
            guard bare.first == "#", bare.dropFirst().first?.isLetter == true else { return String(line) }
            return String(repeating: " ", count: line.count - bare.count) + bare.dropFirst()
        }
        let text = lines.joined(separator: "\n")
        for field in ConfigurationTable.fields {
            #expect(
                text.contains("\(field.path.split(separator: ".").last!): \(field.defaultText ?? field.example!)\n"))
        }
        // With the examples of what has no default it can't load: their files are not there. All of it is understood.
        let found = try faults(text)
        #expect(
            found.allSatisfy { $0.contains("can't be read") || $0.contains("only one of them can count") }, "\(found)")
        #expect(found.count == 7)
    }

    @Test("The sample that is packaged is the table's")
    func packagedSample() throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let file = try SystemFile.read("/\(root)/tools/packaging/asterisk-mqtt.yaml", limit: 1 << 20)
        #expect(String(decoding: file.bytes, as: UTF8.self) == ConfigurationSample.text)
    }
}
