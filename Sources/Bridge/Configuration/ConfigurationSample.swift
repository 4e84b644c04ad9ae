/// The sample file: every field with what it is for, those that have to be given written out, all others commented
/// out with their defaults.
public enum ConfigurationSample {
    /// A YAML file that loads as it is.
    public static var text: String {
        var lines = [
            "# Configuration of asterisk-mqtt. \"asterisk-mqtt check --config FILE\" says what is wrong with it.",
            "#",
            "# Each field can also be given by an environment variable (ami.tls.ca_file is",
            "# \(ConfigurationTable.field("ami.tls.ca_file").environmentName)) and by a flag (--ami-tls-ca-file); flags beat the environment,",
            "# which beats this file. Secrets can come from a file or from systemd (LoadCredential=ami.secret:FILE), too.",
        ]
        var section: [Substring] = []
        for field in ConfigurationTable.fields {
            let parts = field.path.split(separator: ".")
            let parents = Array(parts.dropLast())
            if parents != section {
                let common = zip(parents, section).prefix { $0 == $1 }.count
                if common == 0 { lines.append("") }
                for depth in common..<max(common, parents.count) {
                    lines.append("\(indentation(depth))\(parents[depth]):")
                    if parents[depth] == "pbx" { lines += severalPBXs.map { "\(indentation(depth + 1))# \($0)" } }
                }
                section = parents
            }
            let margin = indentation(parents.count)
            lines += wrapped(comment(field), width: 110 - margin.count).map { "\(margin)# \($0)" }
            let value = field.isRequired ? field.example : field.defaultText ?? field.example
            lines.append("\(margin)\(field.isRequired ? "" : "#")\(parts.last!): \(value ?? "")")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let severalPBXs = [
        "Several PBXs are a list. Each has connections and a store of its own, and from \"ami:\" above what its own lacks;",
        "mqtt.topic_prefix then needs {pbx}, such as asterisk/{pbx}:",
        "  pbx:",
        "    - name: headquarters",
        "      trunks: [\"PJSIP/provider-*\"]",
        "      ami: {host: 192.0.2.10}",
        "    - name: branch",
        "      ami: {host: 192.0.2.20, secret_file: /etc/asterisk-mqtt/branch.secret}",
    ]

    private static func indentation(_ depth: Int) -> String {
        String(repeating: "  ", count: depth)
    }

    private static func comment(_ field: ConfigurationField) -> String {
        let state =
            if field.isRequired { "Required" } else if field.defaultText != nil { "Default" } else { "Not set" }
        return "\(field.help). Takes \(field.typeDescription). \(state)\(field.defaultText.map { ": \($0)" } ?? "")."
    }

    private static func wrapped(_ text: String, width: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            if lines[lines.count - 1].isEmpty {
                lines[lines.count - 1] = String(word)
            } else if lines[lines.count - 1].count + word.count < width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
