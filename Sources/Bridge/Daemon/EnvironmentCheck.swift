import Glibc
import MQTT

/// Checks what the daemon needs from this machine and the broker, without disturbing a running daemon.
public struct EnvironmentCheck: Sendable {
    /// A line for people, and whether it is good news.
    public typealias Finding = (line: String, isGood: Bool)

    private let configuration: BridgeConfiguration

    /// A check of what this configuration needs.
    public init(_ configuration: BridgeConfiguration) {
        self.configuration = configuration
    }

    /// Whether the store's folder is writable or can be created; `nil` without a store.
    public func store() -> Finding? {
        guard let folder = configuration.store.folder ?? ProcessEnvironment.variables["STATE_DIRECTORY"] else {
            return nil
        }
        var place = folder
        while place.utf8.count > 1, access(place, F_OK) != 0, let slash = place.lastIndex(of: "/") {
            place = slash == place.startIndex ? "/" : String(place[..<slash])
        }
        let name = "Store in \(folder): "
        var status = stat()
        guard stat(place, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return (name + "\(place) is not a folder; create it, or set another one in store.folder", false)
        }
        guard access(place, W_OK | X_OK) == 0 else {
            let reason = String(cString: strerror(errno))
            return (name + "\(place) is not writable (\(reason)); allow this user to write to it", false)
        }
        return (name + (place == folder ? "writable" : "will be created when the daemon starts"), true)
    }

    /// Whether the HTTP port is free or already used by a daemon; `nil` if HTTP is off.
    public func http() -> Finding? {
        guard let listen = configuration.http.listen else { return nil }
        let name = "HTTP port \(listen): "
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(listen.host, "\(listen.port)", &hints, &found) == 0, let address = found else {
            return (name + "\(listen.host) is not an address of this machine; set another one in http.listen", false)
        }
        defer { freeaddrinfo(found) }
        let listener = socket(address.pointee.ai_family, address.pointee.ai_socktype, 0)
        defer { close(listener) }
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(listener, address.pointee.ai_addr, address.pointee.ai_addrlen) != 0 else {
            return (name + "free", true)
        }
        let error = errno
        if error == EADDRINUSE, isAlive(address.pointee) {
            return (name + "in use by a running daemon", true)
        }
        let reason = String(cString: strerror(error))
        return (name + "not available (\(reason)); set another in http.listen, or stop what uses it", false)
    }

    /// Whether this daemon answers there.
    private func isAlive(_ address: addrinfo) -> Bool {
        let connection = socket(address.ai_family, address.ai_socktype, 0)
        defer { close(connection) }
        var patience = timeval(tv_sec: 2, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(connection, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        guard connect(connection, address.ai_addr, address.ai_addrlen) == 0 else { return false }
        let request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        send(connection, request, request.utf8.count, Int32(MSG_NOSIGNAL))
        var answer = ""
        var bytes = [UInt8](repeating: 0, count: 4096)
        while answer.utf8.count < 65_536, case let count = recv(connection, &bytes, bytes.count, 0), count > 0 {
            answer += String(decoding: bytes[..<count], as: UTF8.self)
        }
        return answer.contains("{\"ready\":")
    }

    /// Whether the connected broker allows this user to write and read the daemon's topics.
    public func rights(at client: MQTTConfiguration) async -> [Finding] {
        var topics = ["\(configuration.mqtt.topicPrefix)/bridge/check"]
        // An empty message there means that such a daemon is gone, and no daemon has this name.
        if configuration.bridge.isStandby {
            topics.append("\(configuration.mqtt.topicPrefix)/bridge/instances/check-\(configuration.instance)")
        }
        if configuration.homeAssistant.isEnabled, configuration.mqtt.keepsStates {
            let node = configuration.discovery(version: "").node
            topics.append("\(configuration.homeAssistant.discoveryPrefix)/sensor/\(node)/check/config")
        }
        var findings: [Finding] = []
        for topic in topics {
            let name = "Broker at \(client.broker): "
            if let why = await MQTTProbe.comesBack(client, topic: topic) {
                findings.append(
                    (
                        name
                            + "\(why) at \(topic); allow this user to write and read there in the broker's access list",
                        false
                    ))
            } else {
                findings.append((name + "messages to \(topic) come back", true))
            }
        }
        return findings
    }

    /// The patterns of `pbx.trunks` that match nothing that Asterisk knows now.
    ///
    /// - Parameter names: The names of channels and devices.
    public func trunks(among names: [String]) -> [Finding] {
        if names.isEmpty { return [] }
        return configuration.pbx.trunks.filter { pattern in
            // A channel has the name of its device, followed by a number.
            !names.contains { fnmatch(pattern, $0, 0) == 0 || fnmatch(pattern, "\($0)-00000000", 0) == 0 }
        }.map {
            ("pbx.trunks: \"\($0)\" matches no channel or device that Asterisk knows now; check its spelling", true)
        }
    }
}
