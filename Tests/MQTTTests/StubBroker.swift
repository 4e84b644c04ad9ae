import Glibc
import Synchronization
import TestSupport

/// A broker that does what mosquitto never would: it answers nothing, or only CONNECT, or every message with a code.
final class StubBroker: Sendable {
    enum Manner: Sendable {
        case acceptsAndIsSilent
        case closesAtOnce
        /// CONNACK as given, then nothing.
        case connack([UInt8])
        /// CONNACK as given, then PUBACK for each QoS 1 message with the reason code.
        case answers(connack: [UInt8], reason: UInt8)
        /// By MQTT 5 it gives the CONNACK and closes, or only closes; by 3.1.1 it takes all.
        case knowsOnly311(refusal: [UInt8]?)
    }

    struct Seen {
        var connections = 0
        /// Topics of the publications, a list a connection.
        var topics: [[String]] = []
        var cleanStarts: [Bool] = []
        var pings = 0
    }

    static let connackV5: [UInt8] = [0x20, 3, 0, 0, 0]
    static let connackV311: [UInt8] = [0x20, 2, 0, 0]

    let port: UInt16
    private let listener: Int32
    private let seenState = Mutex(Seen())

    init(_ manner: Manner) {
        (listener, port) = LoopbackPort.listen()
        let listener = listener
        serve(manner, listener)
    }

    deinit {
        Glibc.shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    var seen: Seen { seenState.withLock { $0 } }

    private func serve(_ manner: Manner, _ listener: Int32) {
        startThread { [weak self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                guard let index = self?.begin() else { return }
                if case .closesAtOnce = manner {
                    close(connection)
                    continue
                }
                startThread { [weak self] in
                    self?.talk(manner, connection, index)
                    close(connection)
                }
            }
        }
    }

    private func begin() -> Int {
        seenState.withLock { seen in
            seen.connections += 1
            seen.topics.append([])
            return seen.connections - 1
        }
    }

    private func talk(_ manner: Manner, _ connection: Int32, _ index: Int) {
        // A handshake of TLS (0x16) is left without an answer until its client goes.
        var first: UInt8 = 0
        if recv(connection, &first, 1, Int32(MSG_PEEK)) == 1, first == 0x16 {
            while Self.bytes(1, from: connection) != nil {}
        }
        while let packet = Self.packet(from: connection) {
            switch packet.type >> 4 {
            case 1:
                seenState.withLock { $0.cleanStarts.append(packet.body[7] & 2 != 0) }
                switch manner {
                case .connack(let answer), .answers(let answer, _): send(connection, answer, answer.count, 0)
                case .knowsOnly311(let refusal):
                    if packet.body[6] == 4 {
                        send(connection, Self.connackV311, 4, 0)
                    } else {
                        if let refusal { send(connection, refusal, refusal.count, 0) }
                        return
                    }
                default: break
                }
            case 3:
                let length = Int(packet.body[0]) << 8 | Int(packet.body[1])
                let topic = String(decoding: packet.body[2..<2 + length], as: UTF8.self)
                seenState.withLock { $0.topics[index].append(topic) }
                if case .answers(_, let reason) = manner {
                    let answer = [0x40, 3, packet.body[2 + length], packet.body[3 + length], reason]
                    send(connection, answer, answer.count, 0)
                }
                if case .knowsOnly311 = manner {
                    send(connection, [0x40, 2, packet.body[2 + length], packet.body[3 + length]], 4, 0)
                }
            case 12:
                seenState.withLock { $0.pings += 1 }
                if case .acceptsAndIsSilent = manner { break }
                send(connection, [0xD0, 0], 2, 0)
            default: break
            }
        }
    }

    private static func packet(from connection: Int32) -> (type: UInt8, body: [UInt8])? {
        guard let type = bytes(1, from: connection)?[0] else { return nil }
        var length = 0
        var shift = 0
        while let byte = bytes(1, from: connection)?[0] {
            length |= Int(byte & 0x7F) << shift
            shift += 7
            // No more than the four bytes of MQTT, and no TLS handshake taken for it.
            if shift > 28 || length > 1 << 20 { return nil }
            if byte < 0x80 {
                guard let body = bytes(length, from: connection) else { return nil }
                return (type, body)
            }
        }
        return nil
    }

    private static func bytes(_ count: Int, from connection: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        if count > 0, recv(connection, &bytes, count, Int32(MSG_WAITALL)) != count { return nil }
        return bytes
    }
}
